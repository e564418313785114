package dev.triga.protocol;

import org.jspecify.annotations.Nullable;

/// What a framing found at the beginning of the bytes that have come: reused for each frame of a
/// connection.
final class Cut {
  /// The bytes before the frame.
  int headBytes;

  /// The bytes of the frame; negative while its end has not come.
  int frameBytes;

  /// The bytes behind the frame.
  int tailBytes;

  /// How many bytes were searched for the delimiter in vain; the search goes on behind them.
  int searchedBytes;

  /// Why these bytes are no frame.
  @Nullable String refusal;

  /// The end has not come yet.
  void unfinished() {
    frameBytes = -1;
  }

  /// The frame is there.
  void found(int head, int frame, int tail) {
    headBytes = head;
    frameBytes = frame;
    tailBytes = tail;
    searchedBytes = 0;
  }

  /// These bytes are no frame.
  void refuse(String why) {
    refusal = why;
  }

  boolean isFound() {
    return frameBytes >= 0;
  }
}

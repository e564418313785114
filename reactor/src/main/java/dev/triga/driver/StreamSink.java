package dev.triga.driver;

import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;

/// Where a stream delivers. Called on the turn; never throws; may call anything on any handle.
///
/// Order: `connected` first (only for streams made by [Driver#connect]), then `readable` and
/// `writable` as they come, `readClosed` at most once and after all data, and `closed` at most once
/// and last.
public interface StreamSink {
  /// The connection that was asked for stands.
  void connected();

  /// Bytes came in.
  ///
  /// @param data a read-only view that is valid only during this call
  void readable(ByteBuffer data);

  /// The peer has ended its side in order (end of stream). The other direction goes on.
  void readClosed();

  /// After [StreamHandle#flush] answered [FlushOutcome#PENDING]: progress is possible or was made,
  /// flush again.
  void writable();

  /// The stream broke or could not be connected, through no act of ours; the handle is closed.
  /// Never called after [StreamHandle#close()] or [StreamHandle#abort()].
  void closed(CloseReason reason);
}

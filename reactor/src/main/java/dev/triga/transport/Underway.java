package dev.triga.transport;

import dev.triga.loop.EventLoop;

/// How much of one kind is under way on a listening port, and a word in the log when there is no
/// room for more. On the turn.
final class Underway {
  private final EventLoop loop;
  private final String what;
  private int count;
  private boolean hasToldFull;

  /// @param what how the log goes on behind "connections are closed at once while 3"
  Underway(EventLoop loop, String what) {
    this.loop = loop;
    this.what = what;
  }

  /// Whether no more may begin. The first time is logged, until half of the room is free again: in
  /// a flood each one that ends is followed by the next.
  boolean isFull(int max) {
    if (count < max) {
      if (count <= max / 2) {
        hasToldFull = false;
      }
      return false;
    }
    if (!hasToldFull) {
      hasToldFull = true;
      loop.log().warning("connections are closed at once while " + count + " " + what);
    }
    return true;
  }

  void begins() {
    count++;
  }

  void over() {
    count--;
  }
}

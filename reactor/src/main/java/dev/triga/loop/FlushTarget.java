package dev.triga.loop;

/// Something that has bytes to send at the end of the pass.
public interface FlushTarget {
  /// Sends them. On the turn; does not throw.
  void flushNow();
}

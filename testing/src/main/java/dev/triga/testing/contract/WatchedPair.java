package dev.triga.testing.contract;

import dev.triga.driver.Descriptor;

/// Two connected sockets: one that a reactor can watch, and one by which the test makes things
/// happen to it.
public interface WatchedPair extends AutoCloseable {
  /// The end to watch.
  Descriptor watched();

  /// Makes `count` bytes readable at the watched end.
  void makeReadable(int count);

  /// Reads what is there at the watched end, without waiting, and returns how many bytes it was; -1
  /// at the end.
  int drain();

  /// Fills the watched end's way out, so that it is not writable any more.
  void fill();

  /// Reads everything at the other end, so that the watched end becomes writable again.
  void empty();

  /// Ends the other end in order.
  void end();

  /// Closes both ends.
  @Override
  void close();
}

package dev.triga.testing;

/// One direction of a connection's way through a network: what is sent on it arrives later or at
/// once, in order, or never. Used under the network's lock.
@FunctionalInterface
interface MemoryLane {
  /// What travels between two sockets.
  enum Message {
    /// An attempt to connect.
    CONNECT,
    /// The attempt has come to stand.
    ACCEPT,
    /// The attempt is refused.
    REFUSE,
    /// Bytes.
    DATA,
    /// The reader has taken bytes and has room again.
    ROOM,
    /// The writer has ended its side.
    END,
    /// The connection is reset.
    RESET
  }

  /// The way that takes no time.
  MemoryLane DIRECT = (message, bytes, arrival) -> arrival.run();

  /// Sends a message.
  ///
  /// @param bytes how many it stands for, 0 for those that have none
  /// @param arrival what it does when it arrives
  void send(Message message, int bytes, Runnable arrival);

  /// Says what becomes of the sender when the network gives its messages up.
  default void onGivenUp(Runnable action) {}
}

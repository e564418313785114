package dev.triga.actors.message;

/// The way to another process: what is sent arrives in order, or not at all once the way is cut.
@FunctionalInterface
public interface Route {
  /// Sends a message. Any thread. It does not wait; how much may be on its way is limited by the
  /// credit of each sender.
  ///
  /// @return false when the way is cut, and the message was not sent
  /// @throws IllegalArgumentException if the message cannot be encoded; the text says which part
  boolean send(Message message);
}

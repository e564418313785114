package dev.triga.net;

import java.nio.ByteBuffer;

/// The user's end of a connection. Every method has a default, is called on the reactor's turn and
/// one at a time. A method that throws is reported, and the connection is aborted with the
/// exception as the reason.
///
/// Order: `connectionMade`, then any of `dataReceived`, `readingResumed` and `writable`, then
/// `readClosed` at most once after all data, then `connectionLost` exactly once, never from inside
/// another callback of this protocol.
public interface Protocol {
  /// The connection stands; writing is possible from the factory's call on.
  default void connectionMade() {}

  /// Bytes came in. Who keeps them copies them.
  ///
  /// @param data read-only and valid only during this call; it belongs to the reactor
  default void dataReceived(ByteBuffer data) {}

  /// Reading goes on after [Transport#resumeReading()]: who has kept bytes back takes them up
  /// again. Not called when reading was paused again meanwhile.
  default void readingResumed() {}

  /// The peer has ended its side in order. The default ends ours too, after everything is written;
  /// override it to go on writing ([Transport#close()] is then up to you).
  ///
  /// @param transport the connection
  default void readClosed(Transport transport) {
    transport.close();
  }

  /// The unsent bytes have fallen to the low watermark after [WriteOutcome#ABOVE_HIGH_WATER]: go on
  /// writing.
  default void writable() {}

  /// The connection has ended. Nothing is called after this.
  default void connectionLost(CloseReason reason) {}
}

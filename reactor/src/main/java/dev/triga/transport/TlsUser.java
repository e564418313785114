package dev.triga.transport;

import dev.triga.driver.StreamSink;
import dev.triga.net.TlsSession;

/// What a [TlsHandle] tells the transport above it, and asks it. On the turn.
interface TlsUser extends StreamSink {
  /// The handshake is done and the peer is who it should be. Called once, before anything else.
  void secured(TlsSession session);

  /// Whether the transport wants no more data.
  boolean isEnding();

  /// Sends what is written as far as it is taken.
  void flushNow();

  @Override
  default void connected() {
    // The connection stood before TLS began.
  }
}

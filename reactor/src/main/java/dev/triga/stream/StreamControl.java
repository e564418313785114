package dev.triga.stream;

import java.net.SocketAddress;

/// A message that travels beside the bytes of a stream, up or down. Implement it for messages of
/// your own; an answer, where one is needed, is a part of the message, such as a
/// [dev.triga.async.Deferred].
///
/// Whoever sends one has to expect that nobody understands it: see [ByteProducer#control].
public interface StreamControl {
  /// Sent down by a connection to what is attached to it, before any data.
  ///
  /// @param local our address
  /// @param remote the peer's address
  record Connected(SocketAddress local, SocketAddress remote) implements StreamControl {}
}

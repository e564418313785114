package dev.triga.net;

import org.jspecify.annotations.Nullable;

/// Makes the protocol for a connection.
///
/// @param <P> the type of protocol
@FunctionalInterface
public interface ProtocolFactory<P extends Protocol> {
  /// A connection stands. Called on the turn.
  ///
  /// @param transport the connection
  /// @return its protocol, or null to decline: the connection is closed
  @Nullable P open(Transport transport);
}

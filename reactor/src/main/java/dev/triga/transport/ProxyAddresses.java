package dev.triga.transport;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The two addresses in a PROXY header; both null where it has none.
record ProxyAddresses(@Nullable SocketAddress source, @Nullable SocketAddress destination) {
  static final ProxyAddresses NONE = new ProxyAddresses(null, null);
}

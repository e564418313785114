package dev.triga.driver;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What to connect to.
///
/// @param remote the resolved address of the peer
/// @param local the address to bind first, or null to let the system choose
/// @param options what the connection begins with
public record ConnectRequest(
    SocketAddress remote, @Nullable SocketAddress local, StreamOptions options) {}

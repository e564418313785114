package dev.triga.net;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What a proxy has said about a connection before it began, by the PROXY protocol.
///
/// @param source the address that the client connected from, or null if the proxy does not say, as
///   for a connection of its own that looks whether we are there
/// @param destination the address that the client connected to, or null likewise
/// @param proxy the address at the other end of our socket
public record ProxyHeader(
    @Nullable SocketAddress source, @Nullable SocketAddress destination, SocketAddress proxy) {}

package dev.triga.driver;

import java.net.SocketAddress;

/// What to listen on.
///
/// @param address the local address; port 0 lets the system choose
/// @param backlog how many connections the system may hold for us before it refuses more
/// @param reuseAddress whether to bind although connections of an earlier listener linger
///   (`SO_REUSEADDR`)
/// @param reusePort whether other sockets that ask the same may share the port (`SO_REUSEPORT`)
/// @param options what accepted connections begin with
public record ListenRequest(
    SocketAddress address,
    int backlog,
    boolean reuseAddress,
    boolean reusePort,
    StreamOptions options) {}

package dev.triga.driver;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What kind of datagram socket to open.
///
/// @param local the address to bind; port 0 lets the system choose
/// @param remote the only peer, or null for a socket that talks to anybody
/// @param reuseAddress whether several sockets may bind the address (`SO_REUSEADDR`), as receivers
///   of one multicast group do
/// @param reusePort whether other sockets that ask the same may share the port (`SO_REUSEPORT`)
/// @param broadcast whether sending to broadcast addresses is allowed
/// @param sendBufferBytes size of the system's send buffer, 0 for the system's choice
/// @param receiveBufferBytes size of the system's receive buffer, 0 for the system's choice
public record DatagramRequest(
    SocketAddress local,
    @Nullable SocketAddress remote,
    boolean reuseAddress,
    boolean reusePort,
    boolean broadcast,
    int sendBufferBytes,
    int receiveBufferBytes) {}

package dev.triga.protocol;

import dev.triga.net.CloseReason;
import java.net.SocketAddress;
import java.time.Duration;

/// What a connection that has ended came to: see [Policies#account].
///
/// @param remoteAddress whose it was
/// @param localAddress where it came to
/// @param duration from its beginning to its end, on the reactor's clock
/// @param receivedBytes that the protocol was given; with TLS, those inside it
/// @param writtenBytes that were taken to be sent, and those of files that were sent. If the end
///   was not in order, the last of them may not have left
/// @param reason of the end
public record ConnectionAccount(
    SocketAddress remoteAddress,
    SocketAddress localAddress,
    Duration duration,
    long receivedBytes,
    long writtenBytes,
    CloseReason reason) {}

package dev.triga.http;

import java.net.SocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One request and how it ended, as an [AccessLog] is told.
///
/// @param time when its head had been read
/// @param nanos from then until the answer was written, in nanoseconds; 0 for what is no request
/// @param client the address of whoever sent it
/// @param method the method, or `-` for what is no request
/// @param target path and query as they came, or `-`
/// @param protocol such as `HTTP/1.1`, or `-`
/// @param status of the answer, or [#CLIENT_LEFT]
/// @param bodyBytes of the answer's body that were written, without what frames them
/// @param referer the field of that name, as it came, or null
/// @param userAgent the field `User-Agent`, as it came, or null
public record AccessEntry(
    Instant time,
    long nanos,
    SocketAddress client,
    String method,
    String target,
    String protocol,
    int status,
    long bodyBytes,
    @Nullable String referer,
    @Nullable String userAgent) {
  /// The status of a request whose client left before it had its answer. No RFC knows it; the
  /// number is nginx's.
  public static final int CLIENT_LEFT = 499;
}

package dev.triga.http;

import java.time.Duration;
import java.util.Objects;

/// What one connection may take of a server. A value: each `with` makes a new one.
///
/// @param headBytes of the request line and the fields together; more is answered with 431 (414 if
///   the target alone is longer). Trailers have as much again
/// @param headerCount how many fields; more is answered with 431
/// @param bodyBytes of one request's body; more is answered with 413
/// @param bufferedBytes of a body that nobody has read yet, or of requests that are sent ahead
///   while one is being answered: above it the connection is not read from
/// @param discardedBytes of a body that its responder did not want: with more to come, the
///   connection is closed
/// @param headTimeout from the first byte of a request to the end of its head; then 408
/// @param bodyTimeout between two pieces of a body that somebody waits for; then 408
/// @param bodyBytesPerSecond what a body has to come with on average, once it has taken
///   `bodyTimeout`; slower is answered with 408
/// @param idleTimeout between two requests, and for unsent bytes to go out, of which at least
///   `bodyBytesPerSecond` have to; then the connection is closed
public record HttpLimits(
    int headBytes,
    int headerCount,
    long bodyBytes,
    int bufferedBytes,
    int discardedBytes,
    Duration headTimeout,
    Duration bodyTimeout,
    int bodyBytesPerSecond,
    Duration idleTimeout) {
  /// 16 KiB and 100 fields of head, 16 MiB of body, 64 KiB buffered, 256 KiB discarded, 10 s, 30 s,
  /// 500 bytes a second, 75 s. The first two are near to what Apache httpd and nginx have, the rate
  /// is that of Apache's mod_reqtimeout, the idle time is nginx's.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 << 10,
          100,
          16L << 20,
          64 << 10,
          256 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          500,
          Duration.ofSeconds(75));

  /// Limits.
  ///
  /// @throws IllegalArgumentException if one is zero or negative; [#discardedBytes] may be zero
  public HttpLimits {
    positive("headBytes", headBytes);
    positive("headerCount", headerCount);
    positive("bodyBytes", bodyBytes);
    positive("bufferedBytes", bufferedBytes);
    positive("discardedBytes + 1", discardedBytes + 1L);
    positive("headTimeout", headTimeout);
    positive("bodyTimeout", bodyTimeout);
    positive("bodyBytesPerSecond", bodyBytesPerSecond);
    positive("idleTimeout", idleTimeout);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ": it has to be positive");
    }
  }

  private static void positive(String name, Duration value) {
    if (!Objects.requireNonNull(value, name).isPositive()) {
      throw new IllegalArgumentException(name + " is " + value + ": it has to be positive");
    }
  }

  /// The same with another limit of the head's bytes and the number of fields.
  public HttpLimits withHead(int bytes, int fields) {
    return new HttpLimits(
        bytes,
        fields,
        bodyBytes,
        bufferedBytes,
        discardedBytes,
        headTimeout,
        bodyTimeout,
        bodyBytesPerSecond,
        idleTimeout);
  }

  /// The same with another limit of a body's bytes.
  public HttpLimits withBodyBytes(long bytes) {
    return new HttpLimits(
        headBytes,
        headerCount,
        bytes,
        bufferedBytes,
        discardedBytes,
        headTimeout,
        bodyTimeout,
        bodyBytesPerSecond,
        idleTimeout);
  }

  /// The same with other times.
  public HttpLimits withTimeouts(Duration head, Duration body, Duration idle) {
    return new HttpLimits(
        headBytes,
        headerCount,
        bodyBytes,
        bufferedBytes,
        discardedBytes,
        head,
        body,
        bodyBytesPerSecond,
        idle);
  }
}

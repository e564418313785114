package dev.triga.net;

import dev.triga.driver.StreamOptions;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to connect; a value, changed by the `with…` methods.
///
/// @param timeout how long the whole attempt may take, name look-up included
/// @param attemptDelay how long an address of a name has for itself before the next one is tried
///   beside it; at least 10 ms
/// @param local the local address to bind first, or null
/// @param hardCapBytes bytes the connection may hold unsent before it is aborted
/// @param stream socket options
/// @param tls how to speak TLS to whatever endpoint, or null: then `tls:` endpoints are spoken to
///   with [TlsOptions#client()], others in clear
public record ConnectOptions(
    Duration timeout,
    Duration attemptDelay,
    @Nullable SocketAddress local,
    long hardCapBytes,
    StreamOptions stream,
    @Nullable TlsOptions tls) {
  /// The delay between the attempts at the addresses of a name that RFC 8305 recommends.
  public static final Duration DEFAULT_ATTEMPT_DELAY = Duration.ofMillis(250);

  /// The shortest delay between attempts that RFC 8305 allows.
  private static final Duration SHORTEST_ATTEMPT_DELAY = Duration.ofMillis(10);

  /// Thirty seconds, 250 ms between the addresses of a name, the system's choice of local address,
  /// a cap of 64 MiB.
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(
          Duration.ofSeconds(30),
          DEFAULT_ATTEMPT_DELAY,
          null,
          Transport.DEFAULT_HARD_CAP_BYTES,
          StreamOptions.DEFAULT,
          null);

  /// Checks the numbers.
  public ConnectOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("connect time-out " + timeout + " is not positive");
    }
    if (attemptDelay.compareTo(SHORTEST_ATTEMPT_DELAY) < 0) {
      throw new IllegalArgumentException(
          "a delay of %s between attempts is shorter than %s"
              .formatted(attemptDelay, SHORTEST_ATTEMPT_DELAY));
    }
    if (hardCapBytes < 1) {
      throw new IllegalArgumentException("hard cap of " + hardCapBytes + " bytes is less than 1");
    }
  }

  /// With this time-out for the whole attempt.
  public ConnectOptions withTimeout(Duration timeout) {
    return new ConnectOptions(timeout, attemptDelay, local, hardCapBytes, stream, tls);
  }

  /// With this delay between the attempts at the addresses of a name. The next one begins sooner
  /// when an attempt fails; the first connection that stands wins.
  public ConnectOptions withAttemptDelay(Duration attemptDelay) {
    return new ConnectOptions(timeout, attemptDelay, local, hardCapBytes, stream, tls);
  }

  /// From this local address.
  public ConnectOptions withLocal(SocketAddress local) {
    return new ConnectOptions(timeout, attemptDelay, local, hardCapBytes, stream, tls);
  }

  /// With this hard cap on the unsent bytes.
  public ConnectOptions withHardCapBytes(long hardCapBytes) {
    return new ConnectOptions(timeout, attemptDelay, local, hardCapBytes, stream, tls);
  }

  /// With these socket options.
  public ConnectOptions withStream(StreamOptions stream) {
    return new ConnectOptions(timeout, attemptDelay, local, hardCapBytes, stream, tls);
  }

  /// Speaking TLS, whatever the kind of stream endpoint.
  ///
  /// @throws IllegalArgumentException if the options are a server's
  public ConnectOptions withTls(TlsOptions tls) {
    if (tls.role() != TlsOptions.Role.CLIENT) {
      throw new IllegalArgumentException(
          "who connects is the client in TLS; give TlsOptions.client(...)");
    }
    return new ConnectOptions(timeout, attemptDelay, local, hardCapBytes, stream, tls);
  }
}

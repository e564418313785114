package dev.triga.net;

import dev.triga.driver.StreamOptions;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to connect; a value, changed by the `with…` methods.
///
/// @param timeout how long the whole attempt may take, name look-up included
/// @param local the local address to bind first, or null
/// @param hardCapBytes bytes the connection may hold unsent before it is aborted
/// @param stream socket options
public record ConnectOptions(
    Duration timeout, @Nullable SocketAddress local, long hardCapBytes, StreamOptions stream) {
  /// Thirty seconds, the system's choice of local address, a cap of 64 MiB.
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(
          Duration.ofSeconds(30), null, Transport.DEFAULT_HARD_CAP_BYTES, StreamOptions.DEFAULT);

  /// Checks the numbers.
  public ConnectOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("connect time-out " + timeout + " is not positive");
    }
    if (hardCapBytes < 1) {
      throw new IllegalArgumentException("hard cap of " + hardCapBytes + " bytes is less than 1");
    }
  }

  /// With this time-out for the whole attempt.
  public ConnectOptions withTimeout(Duration timeout) {
    return new ConnectOptions(timeout, local, hardCapBytes, stream);
  }

  /// From this local address.
  public ConnectOptions withLocal(SocketAddress local) {
    return new ConnectOptions(timeout, local, hardCapBytes, stream);
  }

  /// With this hard cap on the unsent bytes.
  public ConnectOptions withHardCapBytes(long hardCapBytes) {
    return new ConnectOptions(timeout, local, hardCapBytes, stream);
  }

  /// With these socket options.
  public ConnectOptions withStream(StreamOptions stream) {
    return new ConnectOptions(timeout, local, hardCapBytes, stream);
  }
}

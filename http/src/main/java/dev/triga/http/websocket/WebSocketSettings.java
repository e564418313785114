package dev.triga.http.websocket;

import dev.triga.http.Request;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// What a WebSocket takes and gives. A value: each `with` makes a new one.
///
/// @param subprotocols the names that are understood, the preferred first; may be empty
/// @param origins which pages may open one; counts for servers only
/// @param frameBytes of one frame; a longer one is answered with [CloseCode#TOO_BIG]
/// @param messageBytes of one message, also after it was decompressed; likewise
/// @param queuedBytes that may wait for the peer to take them. One message more, and the connection
///   is aborted with [dev.triga.net.CloseReason.Kind#OVERFLOW]: look at what `send` answers to stay
///   below
/// @param pingInterval after this time of silence the peer is asked for a sign of life, and after
///   as much again without one the connection is aborted with
///   [dev.triga.net.CloseReason.Kind#TIMED_OUT]; zero for never
/// @param closeTimeout for the peer to answer a close, and to take what is unsent then
/// @param compression of messages
public record WebSocketSettings(
    List<String> subprotocols,
    Origins origins,
    int frameBytes,
    int messageBytes,
    int queuedBytes,
    Duration pingInterval,
    Duration closeTimeout,
    Compression compression) {
  /// No sub-protocols, pages of the same host, frames and messages of 1 MiB, 4 MiB waiting, a ping
  /// after 30 s, 10 s to close, [Compression#DEFAULT].
  public static final WebSocketSettings DEFAULT =
      new WebSocketSettings(
          List.of(),
          Origins.sameHost(),
          1 << 20,
          1 << 20,
          4 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Compression.DEFAULT);

  /// Which pages may open a WebSocket. Browsers let any page open one to anywhere, with the user's
  /// cookies, and only say which page it was (RFC 6455, 10.2). Programs that say nothing are not
  /// asked.
  @FunctionalInterface
  public interface Origins {
    /// Whether a page may.
    ///
    /// @param origin what the browser says, such as `https://example.com`
    boolean allow(String origin, Request request);

    /// Pages that came from the host and port that they now talk to.
    static Origins sameHost() {
      return (origin, request) -> {
        String host = request.host();
        try {
          return host != null && host.equalsIgnoreCase(new URI(origin).getRawAuthority());
        } catch (URISyntaxException notOne) {
          return false;
        }
      };
    }

    /// These, such as `https://example.com`, and no others.
    static Origins of(String... known) {
      var all = Set.of(known);
      return (origin, request) -> all.contains(origin.toLowerCase(Locale.ROOT));
    }

    /// All: for services that do not know their users by cookies.
    static Origins any() {
      return (origin, request) -> true;
    }
  }

  /// Settings.
  ///
  /// @throws IllegalArgumentException if a number or a time is not positive (`pingInterval` may be
  ///   zero), or a sub-protocol's name is no token
  public WebSocketSettings {
    subprotocols = List.copyOf(subprotocols);
    subprotocols.forEach(Tokens::check);
    Objects.requireNonNull(origins, "origins");
    Objects.requireNonNull(compression, "compression");
    positive("frameBytes", frameBytes);
    positive("messageBytes", messageBytes);
    positive("queuedBytes", queuedBytes);
    positive("closeTimeout", closeTimeout.toNanos());
    positive("pingInterval + 1 ns", pingInterval.toNanos() + 1);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ": it has to be positive");
    }
  }

  /// The same with these sub-protocols, the preferred first.
  ///
  /// @throws IllegalArgumentException if one is no token (RFC 9110, 5.6.2)
  public WebSocketSettings withSubprotocols(String... names) {
    return new WebSocketSettings(
        List.of(names),
        origins,
        frameBytes,
        messageBytes,
        queuedBytes,
        pingInterval,
        closeTimeout,
        compression);
  }

  /// The same for pages from elsewhere.
  public WebSocketSettings withOrigins(Origins other) {
    return new WebSocketSettings(
        subprotocols,
        other,
        frameBytes,
        messageBytes,
        queuedBytes,
        pingInterval,
        closeTimeout,
        compression);
  }

  /// The same with other limits, in bytes.
  ///
  /// @throws IllegalArgumentException if one is not positive
  public WebSocketSettings withLimits(int frame, int message, int queued) {
    return new WebSocketSettings(
        subprotocols, origins, frame, message, queued, pingInterval, closeTimeout, compression);
  }

  /// The same with other times.
  ///
  /// @throws IllegalArgumentException if one is negative, or that to close zero
  public WebSocketSettings withTimes(Duration ping, Duration close) {
    return new WebSocketSettings(
        subprotocols, origins, frameBytes, messageBytes, queuedBytes, ping, close, compression);
  }

  /// The same, compressed otherwise.
  public WebSocketSettings withCompression(Compression other) {
    return new WebSocketSettings(
        subprotocols,
        origins,
        frameBytes,
        messageBytes,
        queuedBytes,
        pingInterval,
        closeTimeout,
        other);
  }
}

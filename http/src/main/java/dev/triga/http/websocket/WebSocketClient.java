package dev.triga.http.websocket;

import dev.triga.async.Deferred;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/// Opens WebSockets to one address. A value: each `with` makes a new one.
///
/// ```java
/// WebSocketClient.to("ws://127.0.0.1:8060/ws/echo")
///     .connect(reactor, Chat::new)
///     .thenAccept(socket -> socket.send("hello"));
/// ```
///
/// It is for programs that talk to servers they know: it follows no redirects, keeps no cookies and
/// goes through no proxies. Make it once and keep it: its sockets of one reactor share memory.
public final class WebSocketClient {
  /// How long connecting and the handshake may take together, unless said otherwise.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private final URI uri;
  private final Endpoint endpoint;
  private final WebSocketSettings settings;
  private final ConnectOptions options;
  private final Duration timeout;
  private final Map<String, String> fields;
  private final Map<Reactor, Workspace> workspaces =
      Collections.synchronizedMap(new WeakHashMap<>());

  private WebSocketClient(
      URI uri,
      Endpoint endpoint,
      WebSocketSettings settings,
      ConnectOptions options,
      Duration timeout,
      Map<String, String> fields) {
    this.uri = uri;
    this.endpoint = endpoint;
    this.settings = settings;
    this.options = options;
    this.timeout = timeout;
    this.fields = fields;
  }

  /// A client for an address.
  ///
  /// @param uri `ws://HOST[:PORT]/PATH[?QUERY]`, or with `wss` over TLS
  /// @throws IllegalArgumentException if it is none
  public static WebSocketClient to(String uri) {
    var parsed = URI.create(uri);
    boolean isSecure = "wss".equalsIgnoreCase(parsed.getScheme());
    String host = parsed.getHost();
    if ((!isSecure && !"ws".equalsIgnoreCase(parsed.getScheme()))
        || host == null
        || parsed.getRawFragment() != null
        || parsed.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          uri + " is no address of a WebSocket: ws://HOST[:PORT]/PATH is, or wss://…");
    }
    int port = parsed.getPort() >= 0 ? parsed.getPort() : isSecure ? 443 : 80;
    return new WebSocketClient(
        parsed,
        Endpoint.parse((isSecure ? "tls:" : "tcp:") + host + ":" + port),
        WebSocketSettings.DEFAULT,
        ConnectOptions.DEFAULT,
        DEFAULT_TIMEOUT,
        Map.of());
  }

  /// The same with other settings.
  public WebSocketClient withSettings(WebSocketSettings other) {
    return new WebSocketClient(uri, endpoint, other, options, timeout, fields);
  }

  /// The same, connecting otherwise, as with other TLS options.
  public WebSocketClient withOptions(ConnectOptions other) {
    return new WebSocketClient(uri, endpoint, settings, other, timeout, fields);
  }

  /// The same with another time for connecting and the handshake together.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public WebSocketClient withTimeout(Duration other) {
    if (!other.isPositive()) {
      throw new IllegalArgumentException("the time-out " + other + " has to be positive");
    }
    return new WebSocketClient(uri, endpoint, settings, options, other, fields);
  }

  /// The same with a field more in its request, such as `Origin`.
  ///
  /// @throws IllegalArgumentException if it would break out of its line, or is the handshake's own
  public WebSocketClient withHeader(String name, String value) {
    Tokens.check(name);
    if (value.chars().anyMatch(c -> c != '\t' && (c < ' ' || c > '~'))) {
      throw new IllegalArgumentException("the value of " + name + " has to be visible ASCII");
    }
    if (ClientHandshake.isOwn(name)) {
      throw new IllegalArgumentException("the field " + name + " is the handshake's own");
    }
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new WebSocketClient(
        uri, endpoint, settings, options, timeout, Collections.unmodifiableMap(more));
  }

  /// Opens a socket. Any thread; the factory is called on the turn.
  ///
  /// @return the socket, once it is open. It fails with a [WebSocketFailure] if the server refuses,
  ///   a [dev.triga.net.NetFailure] if it cannot be reached, and a [dev.triga.async.TimeoutFailure]
  ///   if it does not answer
  public Deferred<WebSocket> connect(Reactor reactor, WebSocketFactory factory) {
    Objects.requireNonNull(factory, "factory");
    var workspace =
        workspaces.computeIfAbsent(reactor, known -> new Workspace(settings.compression()));
    return reactor
        .connect(
            endpoint,
            options,
            transport -> new ClientHandshake(transport, uri, fields, settings, workspace, factory))
        .thenCompose(ClientHandshake::opened)
        .timeout(timeout);
  }

  @Override
  public String toString() {
    return "WebSocketClient[" + uri + "]";
  }
}

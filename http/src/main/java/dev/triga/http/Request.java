package dev.triga.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.async.Deferred;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request. What was received with its head may be asked from any thread; the body and the
/// trailers need the turn.
public final class Request {
  private final Transport transport;
  private final RequestHead head;
  private final RequestBody body;
  private final InstantSource wall;
  private Map<String, String> params = Map.of();

  Request(Transport transport, RequestHead head, RequestBody body, InstantSource wall) {
    this.transport = transport;
    this.head = head;
    this.body = body;
    this.wall = wall;
  }

  /// The server's time.
  Instant now() {
    return wall.instant();
  }

  /// What the route has found in the path.
  void params(Map<String, String> found) {
    this.params = found;
  }

  /// The method, such as `GET`; methods are case-sensitive.
  public String method() {
    return head.method();
  }

  /// The path, percent-decoded, such as `/user/7`. An encoded slash looks like any other in it:
  /// [#param] tells them apart.
  public String path() {
    return Target.decode(head.target().path(), false);
  }

  /// The path as it came.
  public String rawPath() {
    return head.target().path();
  }

  /// What stands behind the question mark, as it came, or null.
  public @Nullable String rawQuery() {
    return head.target().query();
  }

  /// The value of the first parameter of that name in the query, decoded, or null.
  ///
  /// @throws HttpFailure with status 400 if the query is not well formed
  public @Nullable String query(String name) {
    String query = head.target().query();
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (Target.decode(key, true).equals(name)) {
        return equals < 0 ? "" : Target.decode(pair.substring(equals + 1), true);
      }
    }
    return null;
  }

  /// A parameter of the route's path, decoded.
  ///
  /// @throws IllegalArgumentException if the route has none of that name
  public String param(String name) {
    String value = params.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route has no parameter " + name + ", it has " + params.keySet());
    }
    return value;
  }

  /// A parameter that the route declares as `{name:int}`.
  ///
  /// @throws IllegalArgumentException if the route has none of that name, or it is no int
  public int intParam(String name) {
    return Integer.parseInt(param(name));
  }

  /// A parameter that the route declares as `{name:long}` or `{name:int}`.
  ///
  /// @throws IllegalArgumentException if the route has none of that name, or it is no long
  public long longParam(String name) {
    return Long.parseLong(param(name));
  }

  /// The fields of the head.
  public Headers headers() {
    return head.headers();
  }

  /// The value of the first field of that name, or null.
  public @Nullable String header(String name) {
    return head.headers().first(name);
  }

  /// The value of the first cookie of that name, or null. It is the client's: it may be anything.
  public @Nullable String cookie(String name) {
    return Cookie.find(head.headers(), name);
  }

  /// The host that the client means, with the port if it named one: of an absolute target, else of
  /// `Host` (RFC 9112, 3.2.2). Null with HTTP/1.0 without either.
  public @Nullable String host() {
    String authority = head.target().authority();
    return authority == null ? header("Host") : authority;
  }

  /// Whether the client speaks HTTP/1.0.
  public boolean isHttp10() {
    return head.isHttp10();
  }

  /// Whether it came over TLS.
  public boolean isSecure() {
    return transport.tls() != null;
  }

  /// The client's address.
  public SocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  /// The reactor that serves it.
  public Reactor reactor() {
    return transport.reactor();
  }

  /// The whole body, when it is there. It fails with an [HttpFailure]: 413 when it is longer than
  /// the server's limit, 408 when it does not come; it is cancelled when the client leaves. A
  /// client that waits for `100 Continue` gets it now. On the turn.
  ///
  /// @throws IllegalStateException if it, or a piece of it, was asked for before
  public Deferred<byte[]> body() {
    return body.whole();
  }

  /// The whole body as UTF-8; see [#body()]. What is not UTF-8 becomes U+FFFD.
  ///
  /// @throws IllegalStateException if it, or a piece of it, was asked for before
  public Deferred<String> bodyText() {
    return body.whole().thenApply(bytes -> new String(bytes, UTF_8));
  }

  /// The next piece of the body, or null at its end. The client is slowed down while nobody asks.
  /// It fails as [#body()] does, and so does a second question before the answer to the first: with
  /// an [IllegalStateException]. On the turn.
  public Deferred<@Nullable ByteBuffer> nextPiece() {
    return body.next();
  }

  /// The trailers, once the body has ended; empty before. On the turn.
  public Headers trailers() {
    return body.trailers();
  }

  @Override
  public String toString() {
    return head.method() + " " + head.target().path();
  }
}

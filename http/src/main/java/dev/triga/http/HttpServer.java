package dev.triga.http;

import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server, ready to be listened with, on any number of ports and reactors.
///
/// ```java
/// reactor.listen(Endpoint.parse("tcp:127.0.0.1:8060"), HttpServer.of(new Hello()));
/// ```
///
/// **Order.** Requests that a client sends ahead are answered one after the other, in order; those
/// that are answered at once leave in one write. **The client leaves** when its connection breaks,
/// and also when it ends its side before it has its answer: then what was promised is cancelled,
/// and nothing more is written. **What is malformed** gets an error page with the status of RFC
/// 9110 and 9112 and the end of its connection, so that nothing behind it can be taken for a
/// request.
public final class HttpServer implements ProtocolFactory<Protocol> {
  /// What it is called where a client and a server agree on a protocol during the TLS handshake
  /// (ALPN): give it to [dev.triga.net.TlsOptions#withApplicationProtocols].
  public static final String APPLICATION_PROTOCOL = "http/1.1";

  private final Routes routes;
  private final HttpLimits limits;
  private final Clock wall;
  private final @Nullable AccessLog log;
  private final boolean compresses;
  private final boolean counts;
  private final Map<Reactor, Shared> shared = Collections.synchronizedMap(new WeakHashMap<>());

  private HttpServer(
      Routes routes,
      HttpLimits limits,
      Clock wall,
      @Nullable AccessLog log,
      boolean compresses,
      boolean counts) {
    this.routes = routes;
    this.limits = limits;
    this.wall = wall;
    this.log = log;
    this.compresses = compresses;
    this.counts = counts;
  }

  /// A server of an application, with [HttpLimits#DEFAULT].
  ///
  /// @throws IllegalArgumentException if one of its routes is malformed or there twice
  public static HttpServer of(HttpApplication application) {
    var router = new Router();
    application.routes(router);
    RequestParser.load();
    return new HttpServer(
        router.routes(), HttpLimits.DEFAULT, Clock.systemUTC(), null, false, false);
  }

  /// Loads what the first server of a process needs, which takes some tenths of a second: on
  /// another thread it holds nothing up. Any thread.
  public static void load() {
    RequestParser.load();
  }

  /// The same with other limits.
  public HttpServer withLimits(HttpLimits other) {
    return new HttpServer(routes, other, wall, log, compresses, counts);
  }

  /// The same with another clock for the `Date` of responses and the times in the access log.
  public HttpServer withClock(Clock other) {
    return new HttpServer(routes, limits, other, log, compresses, counts);
  }

  /// The same, with a log that is told of each request. It stays the caller's to close.
  public HttpServer withAccessLog(AccessLog other) {
    return new HttpServer(routes, limits, wall, other, compresses, counts);
  }

  /// The same, which compresses text of 1 KiB and more, and text in pieces, for clients that accept
  /// gzip. Files and events are never compressed; see also [Response#uncompressed].
  public HttpServer withCompression() {
    return new HttpServer(routes, limits, wall, log, true, counts);
  }

  /// The same, which counts its requests; see [#counters].
  public HttpServer withCounters() {
    return new HttpServer(routes, limits, wall, log, compresses, true);
  }

  /// What the requests that it answered on a reactor have come to. On that reactor's turn.
  ///
  /// @throws IllegalStateException if it does not count
  public RequestCounters counters(Reactor reactor) {
    var counted = on(reactor).counters();
    if (counted == null) {
      throw new IllegalStateException("this server does not count: make one by withCounters()");
    }
    return counted;
  }

  private Shared on(Reactor reactor) {
    return shared.computeIfAbsent(
        reactor, each -> new Shared(each, routes, limits, wall, log, compresses, counts));
  }

  /// Lets the connections on one reactor come to their end, for a server that stops without a loss:
  /// each is closed behind its next answer, which says so (`Connection: close`), and one that has
  /// no request after a second. Requests that were sent ahead of the last one are lost, which
  /// clients expect (RFC 9112, 9.3.2). WebSockets, and what else is an [UpgradedProtocol], are
  /// asked to go; sockets that were switched to other protocols stay. It is done when
  /// [dev.triga.net.ListeningPort#connections] is zero. On the reactor's turn; there is no way
  /// back.
  public void drain(Reactor reactor) {
    on(reactor).connections().drain();
  }

  /// How many requests are being answered on one reactor: their heads have come, and their answers
  /// have not been written to the end. What a server that stops for good waits for, while it lets
  /// clients go that ask for nothing. On the reactor's turn.
  public int answering(Reactor reactor) {
    return on(reactor).connections().answering();
  }

  @Override
  public Protocol open(Transport transport) {
    return new HttpConnection(transport, on(transport.reactor()));
  }
}

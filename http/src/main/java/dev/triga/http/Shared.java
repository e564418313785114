package dev.triga.http;

import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What the connections of one server on one reactor have in common. On the turn.
final class Shared {
  /// How many parsers are kept for the next requests: as many as are seldom needed at once.
  private static final int PARSERS_MAX = 64;

  private static final int HEAP_BYTES_MIN = 4096;

  private final Routes routes;
  private final HttpLimits limits;
  private final Clock wall;
  private final @Nullable AccessLog log;
  private final @Nullable Gzip gzip;
  private final @Nullable RequestCounters counters;
  private final ResponseHead heads;
  private final HttpConnections connections;
  private final ArrayDeque<RequestParser> parsers = new ArrayDeque<>();
  private ByteBuffer heap = ByteBuffer.allocate(HEAP_BYTES_MIN);

  Shared(
      Reactor reactor,
      Routes routes,
      HttpLimits limits,
      Clock wall,
      @Nullable AccessLog log,
      boolean compresses,
      boolean counts) {
    this.connections = new HttpConnections(reactor);
    this.routes = routes;
    this.limits = limits;
    this.wall = wall;
    this.log = log == null ? null : new ContainedLog(log, reactor);
    this.gzip = compresses ? new Gzip() : null;
    this.counters = counts ? new RequestCounters() : null;
    this.heads = new ResponseHead(wall);
  }

  Routes routes() {
    return routes;
  }

  HttpLimits limits() {
    return limits;
  }

  Clock wall() {
    return wall;
  }

  @Nullable AccessLog log() {
    return log;
  }

  @Nullable Gzip gzip() {
    return gzip;
  }

  @Nullable RequestCounters counters() {
    return counters;
  }

  ResponseHead heads() {
    return heads;
  }

  HttpConnections connections() {
    return connections;
  }

  /// The same bytes in a buffer with an array, from which heads are read the quickest; valid until
  /// the next call. It grows to what a reactor reads at once.
  ByteBuffer onHeap(ByteBuffer data) {
    if (data.remaining() > heap.capacity()) {
      heap = ByteBuffer.allocate(Integer.highestOneBit(data.remaining() - 1) << 1);
    }
    return heap.clear().put(data).flip();
  }

  /// A parser at the beginning of a message: a connection has one only while it has a request.
  RequestParser parser() {
    var kept = parsers.pollFirst();
    return kept == null ? new RequestParser(limits) : kept;
  }

  /// Takes a parser back that has read a message to its end.
  void release(RequestParser parser) {
    if (parsers.size() < PARSERS_MAX) {
      parser.reset();
      parsers.addFirst(parser);
    }
  }
}

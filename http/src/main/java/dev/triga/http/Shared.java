package dev.triga.http;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the connections of one server on one reactor have in common. On the turn.
final class Shared {
  /// How many parsers are kept for the next requests: as many as are seldom needed at once.
  private static final int PARSERS_MAX = 64;

  private final Routes routes;
  private final HttpLimits limits;
  private final Clock wall;
  private final @Nullable AccessLog log;
  private final @Nullable Gzip gzip;
  private final @Nullable RequestCounters counters;
  private final ResponseHead heads;
  private final ArrayDeque<RequestParser> parsers = new ArrayDeque<>();
  private final Set<UpgradedProtocol> upgraded = new LinkedHashSet<>();
  private boolean isDraining;

  Shared(
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

  /// Whether each connection is to end with the request that it has.
  boolean isDraining() {
    return isDraining;
  }

  /// Whoever is connected is to go.
  void drain() {
    isDraining = true;
    List.copyOf(upgraded).forEach(UpgradedProtocol::goAway);
  }

  /// A connection is another protocol's.
  void upgraded(UpgradedProtocol protocol) {
    upgraded.add(protocol);
    if (isDraining) {
      protocol.goAway();
    }
  }

  void ended(UpgradedProtocol protocol) {
    upgraded.remove(protocol);
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

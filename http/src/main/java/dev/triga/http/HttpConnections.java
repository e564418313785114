package dev.triga.http;

import dev.triga.reactor.Reactor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The connections of one server on one reactor, in a list that needs no memory of its own. On the
/// turn.
final class HttpConnections {
  /// How long a connection that has no request may still begin one once the server drains: a client
  /// that sends it at the moment of closing would be answered by a reset.
  static final Duration DRAIN_STEP = Duration.ofSeconds(1);

  private final Reactor reactor;
  private @Nullable HttpConnection first;
  private boolean isDraining;

  HttpConnections(Reactor reactor) {
    this.reactor = reactor;
  }

  void add(HttpConnection connection) {
    var second = first;
    connection.after = second;
    if (second != null) {
      second.before = connection;
    }
    first = connection;
  }

  void remove(HttpConnection connection) {
    var before = connection.before;
    var after = connection.after;
    if (before != null) {
      before.after = after;
    } else if (first == connection) {
      first = after;
    }
    if (after != null) {
      after.before = before;
    }
    connection.before = null;
    connection.after = null;
  }

  /// Whether each connection ends with its next answer.
  boolean isDraining() {
    return isDraining;
  }

  /// How many wait for an answer.
  int answering() {
    int count = 0;
    for (var each = first; each != null; each = each.after) {
      count += each.isAnswering() ? 1 : 0;
    }
    return count;
  }

  /// From now on each connection ends with its next answer, or soon if it has no request; sockets
  /// are asked to go.
  void drain() {
    if (!isDraining) {
      isDraining = true;
      for (var each = first; each != null; each = each.after) {
        each.goAway();
      }
      var _ = reactor.schedule(DRAIN_STEP, this::closeIdle);
    }
  }

  private void closeIdle() {
    for (var each = first; each != null; ) {
      var next = each.after;
      each.closeIfIdle();
      each = next;
    }
    if (first != null) {
      var _ = reactor.schedule(DRAIN_STEP, this::closeIdle);
    }
  }
}

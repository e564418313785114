package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.reactor.ScheduledCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a pool has to do with one endpoint: its connections, and who waits for them. On the turn.
final class PoolSite<P extends Protocol> {
  final Endpoint endpoint;

  /// In the order in which they came.
  final List<Waiter<P>> waiters = new ArrayList<>();

  /// Those that nobody uses, the longest idle first.
  final ArrayDeque<PooledConnection<P>> idle = new ArrayDeque<>();

  /// Those that count: all but the ones that are being made or closed.
  final Set<PooledConnection<P>> connections = new LinkedHashSet<>();

  final Set<Deferred<?>> attempts = new LinkedHashSet<>();

  /// How many are being made or checked, each for one who waits.
  int pending;

  /// How many count.
  int counted;

  /// One who waits.
  static final class Waiter<P extends Protocol> {
    final Deferred<PoolLease<P>> wanted;
    final long arrival;
    @Nullable ScheduledCall limit;

    Waiter(Deferred<PoolLease<P>> wanted, long arrival) {
      this.wanted = wanted;
      this.arrival = arrival;
    }

    void dropLimit() {
      if (limit != null) {
        limit.cancel();
      }
    }
  }

  PoolSite(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /// Whether somebody waits for whom nothing is under way.
  boolean isNeedy() {
    return waiters.size() > pending;
  }

  long firstNeedyArrival() {
    return waiters.get(pending).arrival;
  }

  /// Fails the first who waits.
  Optional<Waiter<P>> failFirst(Throwable failure) {
    if (waiters.isEmpty()) {
      return Optional.empty();
    }
    var first = waiters.removeFirst();
    first.dropLimit();
    first.wanted.fail(failure);
    return Optional.of(first);
  }

  void cancelAll(CancellationException why) {
    var all = List.copyOf(waiters);
    waiters.clear();
    for (var waiter : all) {
      waiter.dropLimit();
      waiter.wanted.cancel(why);
    }
    List.copyOf(attempts).forEach(attempt -> attempt.cancel(why));
  }

  boolean isDeserted() {
    return waiters.isEmpty() && counted == 0;
  }
}

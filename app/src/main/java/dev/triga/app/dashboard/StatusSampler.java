package dev.triga.app.dashboard;

import dev.triga.async.Deferred;
import dev.triga.http.Json;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks the arbiter what runs: once a second while somebody watches, and when somebody asks once.
/// On the turn.
final class StatusSampler {
  /// How often it asks.
  static final Duration PERIOD = Duration.ofSeconds(1);

  /// How many may watch at a time.
  static final int WATCHERS_MAX = 32;

  /// One that asks once gets what was found so short a time ago.
  private static final Duration FRESH = Duration.ofMillis(250);

  private final Reactor reactor;
  private final Supplier<Deferred<Map<String, Object>>> source;
  private final StatusReport report;
  private final Set<Watcher> watchers = new LinkedHashSet<>();
  private @Nullable Deferred<Sample> running;
  private @Nullable Sample last;
  private boolean isTicking;

  /// @param source what the arbiter tells about itself and all below it
  StatusSampler(
      Reactor reactor, Supplier<Deferred<Map<String, Object>>> source, StatusReport report) {
    this.reactor = reactor;
    this.source = source;
    this.report = report;
  }

  /// One who watches, and sees what is newest when it is ready for more: who is slow misses some,
  /// and nothing piles up for it.
  static final class Watcher {
    private @Nullable Sample unseen;
    private @Nullable Deferred<Sample> waiting;

    private void offer(Sample sample) {
      var waits = waiting;
      if (waits == null) {
        unseen = sample;
      } else {
        waiting = null;
        waits.succeed(sample);
      }
    }
  }

  private long now() {
    return reactor.clock().nanoTime();
  }

  /// What is so now, or was a moment ago.
  Deferred<Sample> once() {
    var known = last;
    if (known != null && now() - known.nanos() < FRESH.toNanos()) {
      return Deferred.succeeded(known);
    }
    return sample().thenApply(sample -> sample);
  }

  /// The one that is being made, or a new one.
  private Deferred<Sample> sample() {
    var made = running;
    if (made == null) {
      Deferred<Sample> begun =
          source.get().thenApply(info -> new Sample(Json.text(report.of(info, now())), now()));
      running = begun;
      var _ =
          begun.handle((sample, failure) -> {
            running = null;
            if (sample != null) {
              last = sample;
            }
            return null;
          });
      made = begun;
    }
    return made;
  }

  /// Whether nobody more may watch.
  boolean isFull() {
    return watchers.size() >= WATCHERS_MAX;
  }

  /// Begins to watch.
  Watcher join() {
    var watcher = new Watcher();
    watcher.unseen = last;
    watchers.add(watcher);
    if (!isTicking) {
      isTicking = true;
      tick();
    }
    return watcher;
  }

  /// Watches no longer.
  void leave(Watcher watcher) {
    watchers.remove(watcher);
  }

  /// What is new to a watcher, as soon as there is something.
  Deferred<Sample> next(Watcher watcher) {
    var unseen = watcher.unseen;
    if (unseen != null) {
      watcher.unseen = null;
      return Deferred.succeeded(unseen);
    }
    Deferred<Sample> waiting = new Deferred<>(reactor);
    watcher.waiting = waiting;
    return waiting;
  }

  private void tick() {
    if (watchers.isEmpty()) {
      isTicking = false;
      return;
    }
    long begun = now();
    var _ =
        sample()
            .handle((sample, failure) -> {
              if (sample != null) {
                List.copyOf(watchers).forEach(watcher -> watcher.offer(sample));
              }
              // A failure means that the arbiter ends: then nothing more is to be told.
              var rest = PERIOD.minusNanos(now() - begun);
              reactor.schedule(rest.isNegative() ? Duration.ZERO : rest, this::tick);
              return null;
            });
  }
}

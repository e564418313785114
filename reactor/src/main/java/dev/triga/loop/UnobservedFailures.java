package dev.triga.loop;

import dev.triga.reactor.CallbackFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Failures of Deferreds to which nobody has listened yet. They get a second, then they are
/// reported.
final class UnobservedFailures {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private record Waiting(UnobservedFailure failure, long due) {}

  private final EventLoop loop;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean timerIsSet;

  UnobservedFailures(EventLoop loop) {
    this.loop = loop;
  }

  /// Takes note of a failure. Any thread.
  void add(UnobservedFailure failure) {
    if (loop.isOnTurn()) {
      addOnTurn(failure);
    } else {
      loop.deliver(() -> addOnTurn(failure));
    }
  }

  private void addOnTurn(UnobservedFailure failure) {
    waiting.add(new Waiting(failure, loop.now() + GRACE.toNanos()));
    if (!timerIsSet) {
      setTimer(GRACE);
    }
  }

  private void setTimer(Duration delay) {
    if (loop.scheduleUpkeep(delay, this::reportDue)) {
      timerIsSet = true;
    } else {
      reportAll();
    }
  }

  private void reportDue() {
    timerIsSet = false;
    long now = loop.now();
    for (var first = waiting.peek(); first != null; first = waiting.peek()) {
      if (first.due > now) {
        setTimer(Duration.ofNanos(first.due - now));
        return;
      }
      report(waiting.remove().failure);
    }
  }

  /// Reports everything still unobserved: at stop.
  void reportAll() {
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      report(next.failure);
    }
  }

  private void report(UnobservedFailure failure) {
    @Nullable Throwable error = failure.claim();
    if (error != null) {
      loop.tell(
          new CallbackFailure(
              "unobserved failure:", failure.description(), error, failure.creation()));
    }
  }
}

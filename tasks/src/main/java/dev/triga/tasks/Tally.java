package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// How many tasks ended in which way. Guarded by whoever owns it.
final class Tally {
  long succeeded;
  long failed;
  long timedOut;
  long lost;
  long cancelled;
  long retried;

  /// One more of the kind of `end`, which stands in a chunk's array of results.
  void add(@Nullable Object end) {
    if (end instanceof Thrown) {
      failed++;
      return;
    }
    if (!(end instanceof Settled settled)) {
      succeeded++;
      return;
    }
    switch (settled.outcome()) {
      case Success<?, ?> _ -> succeeded++;
      case Failure<?, ?> _ -> failed++;
      case TimedOut<?, ?> _ -> timedOut++;
      case Lost<?, ?> _ -> lost++;
      case Cancelled<?, ?> _ -> cancelled++;
    }
  }

  /// All that `other` has, on top.
  void add(Tally other) {
    succeeded += other.succeeded;
    failed += other.failed;
    timedOut += other.timedOut;
    lost += other.lost;
    cancelled += other.cancelled;
    retried += other.retried;
  }

  /// All of them.
  long ended() {
    return succeeded + failed + timedOut + lost + cancelled;
  }
}

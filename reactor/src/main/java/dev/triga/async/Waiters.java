package dev.triga.async;

import dev.triga.loop.Turn;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// Those who wait for something, first come, first served. On the turn.
final class Waiters<T extends @Nullable Object> {
  private final Turn turn;
  private final String what;
  private final int max;
  private final LinkedHashSet<Deferred<T>> waiting = new LinkedHashSet<>();

  /// @param what what they do, for the failure of one too many
  /// @param max how many may wait at a time
  Waiters(Turn turn, String what, int max) {
    this.turn = turn;
    this.what = what;
    this.max = Limits.positive(what, max);
  }

  /// A waiter behind all others, who leaves when cancelled; a failed one when there are too many.
  Deferred<T> add() {
    Deferred<T> waiter = new Deferred<>(turn, true);
    if (waiting.size() >= max) {
      waiter.fail(new OverflowFailure(what, max));
      return waiter;
    }
    waiting.add(waiter);
    return waiter.onCancel(why -> waiting.remove(waiter));
  }

  /// Gives something to the first who still waits.
  ///
  /// @return false if nobody does
  boolean serve(T value) {
    while (!waiting.isEmpty()) {
      // One that another thread has cancelled is still here: it does not take anything.
      if (waiting.removeFirst().succeed(value)) {
        return true;
      }
    }
    return false;
  }

  void failAll(Throwable why) {
    while (!waiting.isEmpty()) {
      waiting.removeFirst().fail(why);
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }
}

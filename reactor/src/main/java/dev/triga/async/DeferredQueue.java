package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Values on their way from those who make them to those who take them, on one reactor.
///
/// **Order.** First in, first out; takers and putters are served first come, first served, and
/// nobody overtakes those who wait. A value goes to a waiting taker directly.
///
/// **Limits.** It stores at most `sizeMax` values; beyond that [#offer] says false and [#put]
/// waits. At most [#WAITERS_MAX] takers wait, and as many putters: one more fails with
/// [OverflowFailure].
///
/// **Threads.** On the turn; what the methods return may be cancelled by any thread. Cancelling a
/// taker or putter who waits takes it out of the queue, the putter with its value.
///
/// **End.** After [#fail] the stored values can still be taken; then everybody fails with its
/// reason. Without it, those who wait when the reactor stops stay where they are.
///
/// @param <T> the type of the values, which are never null
public final class DeferredQueue<T> {
  /// How many takers, and how many putters, may wait at a time.
  public static final int WAITERS_MAX = 100_000;

  private final Turn turn;
  private final int sizeMax;
  private final ArrayDeque<T> values = new ArrayDeque<>();
  private final Waiters<T> takers;
  private final LinkedHashMap<Deferred<@Nullable Void>, T> putters = new LinkedHashMap<>();
  private @Nullable Throwable why;

  /// An empty one.
  ///
  /// @param sizeMax how many values it stores at most
  /// @throws IllegalArgumentException if that is less than 1
  public DeferredQueue(Reactor reactor, int sizeMax) {
    this.turn = (Turn) reactor;
    this.sizeMax = Limits.positive("values in a queue", sizeMax);
    this.takers = new Waiters<>(turn, "waiting for a value", WAITERS_MAX);
  }

  /// Adds a value if there is room and the queue has not failed.
  ///
  /// @return whether it was added
  public boolean offer(T value) {
    turn.checkTurn("DeferredQueue.offer");
    Objects.requireNonNull(value, "a queue holds no null");
    if (why != null) {
      return false;
    }
    if (takers.serve(value)) {
      return true;
    }
    return values.size() < sizeMax && values.add(value);
  }

  /// Adds a value, as soon as there is room: waiting for the result makes a producer as fast as its
  /// consumers.
  ///
  /// @return succeeds when the value is in the queue or taken
  public Deferred<@Nullable Void> put(T value) {
    Deferred<@Nullable Void> putter = new Deferred<>(turn, true);
    if (offer(value)) {
      putter.settle(Encoded.NULL, null);
    } else if (why != null) {
      putter.fail(why);
    } else if (putters.size() >= WAITERS_MAX) {
      putter.fail(new OverflowFailure("waiting for room in a queue", WAITERS_MAX));
    } else {
      putters.put(putter, value);
      putter.onCancel(cancellation -> putters.remove(putter));
    }
    return putter;
  }

  /// Takes the first value, as soon as there is one.
  ///
  /// A value that comes at the very moment in which a stage made from this Deferred is cancelled by
  /// another thread reaches nobody.
  public Deferred<T> take() {
    turn.checkTurn("DeferredQueue.take");
    T value = next();
    if (value == null && why == null) {
      return takers.add();
    }
    Deferred<T> now = new Deferred<>(turn, true);
    if (value != null) {
      now.succeed(value);
    } else if (why != null) {
      now.fail(why);
    }
    return now;
  }

  /// Takes the first value if there is one.
  public Optional<T> poll() {
    turn.checkTurn("DeferredQueue.poll");
    return Optional.ofNullable(next());
  }

  private @Nullable T next() {
    T value = values.poll();
    while (value != null && values.size() < sizeMax && !putters.isEmpty()) {
      var first = putters.pollFirstEntry();
      // One that another thread has cancelled is still here: its value does not count.
      if (first.getKey().settle(Encoded.NULL, null)) {
        values.add(first.getValue());
      }
    }
    return value;
  }

  /// Ends the queue: nothing is added any more, those who wait fail with `reason`, and so does who
  /// takes after the last value. The first reason counts.
  ///
  /// @return whether this call ended it
  public boolean fail(Throwable reason) {
    turn.checkTurn("DeferredQueue.fail");
    if (why != null) {
      return false;
    }
    why = Objects.requireNonNull(reason, "reason");
    takers.failAll(reason);
    while (!putters.isEmpty()) {
      putters.pollFirstEntry().getKey().fail(reason);
    }
    return true;
  }

  /// How many values are stored. On the turn.
  public int size() {
    return values.size();
  }

  /// How many takers wait. On the turn.
  public int takersWaiting() {
    return takers.size();
  }

  /// How many putters wait. On the turn.
  public int puttersWaiting() {
    return putters.size();
  }

  @Override
  public String toString() {
    return "DeferredQueue[%d of %d values, %d takers and %d putters waiting%s]"
        .formatted(
            values.size(), sizeMax, takers.size(), putters.size(), why == null ? "" : ", " + why);
  }
}

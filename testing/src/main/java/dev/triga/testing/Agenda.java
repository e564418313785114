package dev.triga.testing;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What is to happen in a [Simulation], by time. What happens at the same time happens in an order
/// that the seed decides. For one thread.
final class Agenda {
  /// Something that will happen unless it is cancelled.
  static final class Entry implements Comparable<Entry> {
    final long at;
    private final int lot;
    private final long number;
    private @Nullable Runnable action;

    private Entry(long at, int lot, long number, Runnable action) {
      this.at = at;
      this.lot = lot;
      this.number = number;
      this.action = action;
    }

    void cancel() {
      action = null;
    }

    void run() {
      var todo = action;
      if (todo != null) {
        action = null;
        todo.run();
      }
    }

    boolean isCancelled() {
      return action == null;
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      int byLot = byTime != 0 ? byTime : Integer.compare(lot, other.lot);
      return byLot != 0 ? byLot : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private final RandomGenerator random;
  private long count;

  Agenda(RandomGenerator random) {
    this.random = random;
  }

  /// Has something happen at a time, in nanoseconds of the simulation.
  Entry at(long nanos, Runnable action) {
    var entry = new Entry(nanos, random.nextInt(), count++, action);
    entries.add(entry);
    return entry;
  }

  /// Takes the next thing that happens not later than `limit`, or null.
  @Nullable Entry next(long limit) {
    for (var first = entries.peek(); first != null && first.at <= limit; first = entries.peek()) {
      entries.remove();
      if (!first.isCancelled()) {
        return first;
      }
    }
    return null;
  }

  /// When the next thing happens; `Long.MAX_VALUE` for never.
  long nextAt() {
    var first = entries.peek();
    return first == null ? Long.MAX_VALUE : first.at;
  }
}

package dev.triga.actors.supervision;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Virtual time and chance for machines: what happens next, decided by a seed.
final class Chance {
  private record Entry(long at, long order, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  final SplittableRandom random;
  private final PriorityQueue<Entry> agenda = new PriorityQueue<>();
  private long order;
  long now;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  void in(Duration delay, Runnable action) {
    agenda.add(new Entry(now + delay.toNanos(), order++, action));
  }

  void at(long time, Runnable action) {
    agenda.add(new Entry(Math.max(now, time), order++, action));
  }

  Duration upTo(Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /// Lets so much time pass.
  void run(Duration time) {
    long end = now + time.toNanos();
    while (!agenda.isEmpty() && agenda.peek().at() <= end) {
      Entry next = agenda.poll();
      now = Math.max(now, next.at());
      next.action().run();
    }
    now = end;
  }
}

package dev.triga.loop;

import org.jspecify.annotations.Nullable;

/// What is to run right after the current callback, first in first out: a growing ring. On the
/// turn.
final class ReadyQueue {
  private @Nullable Runnable[] ring = new Runnable[64];
  private int head;
  private int count;

  void add(Runnable delivery) {
    if (count == ring.length) {
      grow();
    }
    ring[(head + count++) & (ring.length - 1)] = delivery;
  }

  private void grow() {
    @Nullable Runnable[] larger = new Runnable[ring.length * 2];
    for (int i = 0; i < count; i++) {
      larger[i] = ring[(head + i) & (ring.length - 1)];
    }
    ring = larger;
    head = 0;
  }

  @Nullable Runnable poll() {
    if (count == 0) {
      return null;
    }
    var next = ring[head];
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    count--;
    return next;
  }

  boolean isEmpty() {
    return count == 0;
  }
}

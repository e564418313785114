package dev.triga.tasks;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What of a batch has been claimed from the input and waits for a worker: chunks that were handed
/// on, tasks whose next attempt is due later, and which tasks are not to be begun at all. Under the
/// schedule's lock.
final class Backlog {
  private final ArrayDeque<Chunk> ready = new ArrayDeque<>();
  private final PriorityQueue<Retry> retries = new PriorityQueue<>();

  /// Tasks that were cancelled before they were claimed.
  private final Set<Long> unwanted = new HashSet<>();

  private record Retry(long dueNanos, Chunk chunk) implements Comparable<Retry> {
    @Override
    public int compareTo(Retry other) {
      int byTime = Long.signum(dueNanos - other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(chunk.first, other.chunk.first);
    }
  }

  boolean isEmpty() {
    return ready.isEmpty() && retries.isEmpty();
  }

  boolean isReady() {
    return !ready.isEmpty();
  }

  /// Tasks that were about to be begun: they go first.
  void add(Chunk chunk) {
    ready.addFirst(chunk);
  }

  void addLater(Chunk chunk, long dueNanos) {
    retries.add(new Retry(dueNanos, chunk));
  }

  @Nullable Chunk poll() {
    return ready.pollFirst();
  }

  /// Whatever is left, due or not.
  @Nullable Chunk drain() {
    Chunk chunk = ready.pollFirst();
    if (chunk != null) {
      return chunk;
    }
    Retry retry = retries.poll();
    return retry == null ? null : retry.chunk;
  }

  /// Makes ready what is due.
  ///
  /// @return whether anything was
  boolean advance(long now) {
    boolean isAny = false;
    for (Retry next = retries.peek();
        next != null && next.dueNanos - now <= 0;
        next = retries.peek()) {
      ready.add(retries.remove().chunk);
      isAny = true;
    }
    return isAny;
  }

  /// When the next attempt is due that is not ready, or `otherwise`.
  long due(long otherwise) {
    Retry next = retries.peek();
    return next == null || next.dueNanos - otherwise > 0 ? otherwise : next.dueNanos;
  }

  /// Takes one task out.
  ///
  /// @return it alone, or null if it is not here
  @Nullable Chunk remove(long index) {
    for (Chunk chunk : ready) {
      if (chunk.contains(index)) {
        ready.remove(chunk);
        int i = (int) (index - chunk.first);
        if (i + 1 < chunk.size) {
          ready.addFirst(chunk.part(i + 1, chunk.size));
        }
        if (i > 0) {
          ready.addFirst(chunk.part(0, i));
        }
        return chunk.size == 1 ? chunk : chunk.part(i, i + 1);
      }
    }
    for (Retry retry : retries) {
      if (retry.chunk.first == index) {
        retries.remove(retry);
        return retry.chunk;
      }
    }
    return null;
  }

  /// A task that has not been claimed is not to be begun.
  ///
  /// @return false if that was known
  boolean addUnwanted(long index) {
    return unwanted.add(index);
  }

  /// The first task of a chunk just claimed that is not to be begun, as an index within the chunk;
  /// -1 if all are wanted.
  int unwantedIn(Chunk chunk) {
    if (!unwanted.isEmpty()) {
      for (int i = 0; i < chunk.size; i++) {
        if (unwanted.remove(chunk.first + i)) {
          return i;
        }
      }
    }
    return -1;
  }
}

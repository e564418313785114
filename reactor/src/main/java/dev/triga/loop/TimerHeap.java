package dev.triga.loop;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A binary heap of the calls that are near: ordered by the time under which they are filed, then
/// by the order in which they were scheduled. Each call knows its place, so that any of them can be
/// taken out. Confined to the turn.
final class TimerHeap {
  private static final int CAPACITY_MIN = 64;

  private @Nullable TimerCall[] calls = new TimerCall[CAPACITY_MIN];
  private int size;

  int size() {
    return size;
  }

  @Nullable TimerCall first() {
    return calls[0];
  }

  /// The call that is cheapest to take out, or null when there is none.
  @Nullable TimerCall last() {
    return size == 0 ? null : calls[size - 1];
  }

  void add(TimerCall call) {
    if (size == calls.length) {
      calls = Arrays.copyOf(calls, size << 1);
    }
    call.slot = null;
    call.inHeap = true;
    siftUp(size++, call);
  }

  void remove(TimerCall call) {
    int index = call.index;
    TimerCall moved = at(--size);
    calls[size] = null;
    call.inHeap = false;
    if (moved != call) {
      siftDown(index, moved);
      if (moved.index == index) {
        siftUp(index, moved);
      }
    }
    if (size == 0 && calls.length > CAPACITY_MIN << 4) {
      // A storm of timers is over; its array need not stay.
      calls = new TimerCall[CAPACITY_MIN];
    }
  }

  void forEach(Consumer<TimerCall> action) {
    for (int i = 0; i < size; i++) {
      action.accept(at(i));
    }
  }

  private void siftUp(int from, TimerCall call) {
    int index = from;
    while (index > 0) {
      int parentIndex = (index - 1) >>> 1;
      TimerCall parent = at(parentIndex);
      if (!isBefore(call, parent)) {
        break;
      }
      put(index, parent);
      index = parentIndex;
    }
    put(index, call);
  }

  private void siftDown(int from, TimerCall call) {
    int index = from;
    int half = size >>> 1;
    while (index < half) {
      int childIndex = (index << 1) + 1;
      TimerCall child = at(childIndex);
      if (childIndex + 1 < size && isBefore(at(childIndex + 1), child)) {
        child = at(++childIndex);
      }
      if (!isBefore(child, call)) {
        break;
      }
      put(index, child);
      index = childIndex;
    }
    put(index, call);
  }

  private void put(int index, TimerCall call) {
    calls[index] = call;
    call.index = index;
  }

  @SuppressWarnings("NullAway") // Every index below size holds a call.
  private TimerCall at(int index) {
    return calls[index];
  }

  private static boolean isBefore(TimerCall a, TimerCall b) {
    return a.filedDue < b.filedDue || (a.filedDue == b.filedDue && a.sequence < b.sequence);
  }
}

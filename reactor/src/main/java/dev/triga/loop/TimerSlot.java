package dev.triga.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The calls of one slot of the wheel, in no particular order. Each call knows its index, so taking
/// one out is to put the last one in its place.
///
/// An array rather than links through the calls, because a slot may hold very many calls that are
/// in no cache: walking the array fetches several at a time, and adding one touches no other.
/// Confined to the turn.
final class TimerSlot {
  private static final int CAPACITY_MIN = 4;

  /// A larger array is given up when the slot has been emptied.
  private static final int CAPACITY_KEPT_MAX = 256;

  private static final TimerCall[] NONE = new TimerCall[0];

  /// Where in the wheel this slot is.
  final int number;

  private TimerCall[] calls = NONE;
  private int size;

  TimerSlot(int number) {
    this.number = number;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  TimerCall at(int index) {
    return calls[index];
  }

  /// The call that is cheapest to take out, or null when there is none.
  @Nullable TimerCall last() {
    return size == 0 ? null : calls[size - 1];
  }

  void add(TimerCall call) {
    if (size == calls.length) {
      calls = Arrays.copyOf(calls, Math.max(CAPACITY_MIN, size << 1));
    }
    call.slot = this;
    call.index = size;
    calls[size++] = call;
  }

  @SuppressWarnings("NullAway") // Elements from size on are null and never read.
  void remove(TimerCall call) {
    TimerCall last = calls[--size];
    calls[size] = null;
    if (last != call) {
      calls[call.index] = last;
      last.index = call.index;
    }
    call.slot = null;
  }

  /// Takes some call out, which the caller files anew or lets go: until then it does not know that
  /// it is out.
  @SuppressWarnings("NullAway") // As above.
  TimerCall take() {
    TimerCall last = calls[--size];
    calls[size] = null;
    return last;
  }

  /// Forgets all calls, each of which the caller has dealt with.
  void clear() {
    if (calls.length > CAPACITY_KEPT_MAX) {
      calls = NONE;
    } else {
      Arrays.fill(calls, 0, size, null);
    }
    size = 0;
  }
}

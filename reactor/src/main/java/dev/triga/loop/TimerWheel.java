package dev.triga.loop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hierarchical timing wheel for the calls that are further away than the current tick.
///
/// A tick is 2^14 ns, about 16 microseconds, so that the heap stays in the processor's caches also
/// when ten thousand calls fire within a millisecond. A level has 64 slots, each 64 times as long
/// as those of the level below, and nine levels cover all times there are. A call is filed at the
/// highest level at which its tick differs from the current one, in the slot that its tick has
/// there; so all occupied slots lie ahead, those of a lower level before those of a higher one, and
/// the earliest slot is found by looking at one bit map per level. The order within a slot is of no
/// importance, because calls leave the wheel through the heap, which puts them in order.
///
/// Filing and removing take constant time. A call is moved down at most once per level, when time
/// reaches its slot. Confined to the turn.
final class TimerWheel {
  static final int TICK_BITS = 14;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int LEVELS = (63 - TICK_BITS + SLOT_BITS - 1) / SLOT_BITS;
  static final int NO_SLOT = -1;

  private final @Nullable TimerSlot[] slots = new TimerSlot[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];
  private long tick;

  static long tickOf(long time) {
    return time >>> TICK_BITS;
  }

  /// The current tick. Calls that are due in it or before have no place in the wheel.
  long tick() {
    return tick;
  }

  /// Files a call that is due after the current tick.
  void add(TimerCall call, long due) {
    int number = slotOf(tickOf(due));
    TimerSlot slot = slots[number];
    if (slot == null) {
      slot = new TimerSlot(number);
      slots[number] = slot;
    }
    occupied[number >>> SLOT_BITS] |= 1L << number;
    slot.add(call);
  }

  /// The number of the slot that a call due in the given later tick belongs to.
  int slotOf(long dueTick) {
    int level = (63 - Long.numberOfLeadingZeros(dueTick ^ tick)) / SLOT_BITS;
    return (level << SLOT_BITS) | ((int) (dueTick >>> (level * SLOT_BITS)) & (SLOTS - 1));
  }

  /// Takes a call out of the slot it is in.
  ///
  /// @return whether the slot is empty now
  boolean remove(TimerCall call, TimerSlot slot) {
    slot.remove(call);
    if (slot.isEmpty()) {
      markEmpty(slot.number);
      return true;
    }
    return false;
  }

  /// The number of the occupied slot that comes up first, or [#NO_SLOT].
  int earliestSlot() {
    for (int level = 0; level < LEVELS; level++) {
      if (occupied[level] != 0) {
        return (level << SLOT_BITS) | Long.numberOfTrailingZeros(occupied[level]);
      }
    }
    return NO_SLOT;
  }

  /// The tick at which the given slot begins.
  long startOf(int slot) {
    int shift = (slot >>> SLOT_BITS) * SLOT_BITS;
    long above = (tick >>> (shift + SLOT_BITS)) << (shift + SLOT_BITS);
    return above | ((long) (slot & (SLOTS - 1)) << shift);
  }

  /// The time at which the given slot begins, in nanoseconds since the loop's origin.
  long startTimeOf(int slot) {
    return startOf(slot) << TICK_BITS;
  }

  /// Makes a tick the current one. No occupied slot may begin before it; the one that begins with
  /// it is to be emptied by the caller.
  void moveTo(long newTick) {
    tick = newTick;
  }

  /// Marks a slot as empty and hands it out; the caller files its calls anew and clears it. None of
  /// them can belong to the same slot again.
  TimerSlot vacate(int slot) {
    markEmpty(slot);
    return occupiedSlot(slot);
  }

  @SuppressWarnings("NullAway") // An occupied slot has been made.
  TimerSlot occupiedSlot(int slot) {
    return slots[slot];
  }

  void forEach(Consumer<TimerCall> action) {
    for (TimerSlot slot : slots) {
      for (int i = 0; slot != null && i < slot.size(); i++) {
        action.accept(slot.at(i));
      }
    }
  }

  private void markEmpty(int slot) {
    occupied[slot >>> SLOT_BITS] &= ~(1L << slot);
  }
}

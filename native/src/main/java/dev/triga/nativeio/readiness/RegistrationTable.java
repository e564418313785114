package dev.triga.nativeio.readiness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds registrations by the 64 bits that the kernel hands back with an event.
///
/// The lower half of such a token is a slot, the upper half the generation of its use. When a
/// callback closes a descriptor and the kernel gives the number, or we the slot, to a new one at
/// once, events for the old one that wait in the same batch carry the old generation and find
/// nobody.
final class RegistrationTable {
  private static final int SLOTS_INITIAL = 64;
  private static final int GENERATION_SHIFT = 32;

  private @Nullable Registration[] slots = new @Nullable Registration[SLOTS_INITIAL];
  private int[] freeSlots = new int[SLOTS_INITIAL];
  private int freeCount;
  private int used;
  private int generation;

  /// Enters a registration and gives it its token.
  void add(Registration registration) {
    int slot = freeCount > 0 ? freeSlots[--freeCount] : newSlot();
    generation++;
    registration.token = ((long) generation << GENERATION_SHIFT) | slot;
    slots[slot] = registration;
  }

  private int newSlot() {
    if (used == slots.length) {
      slots = Arrays.copyOf(slots, used * 2);
      freeSlots = Arrays.copyOf(freeSlots, used * 2);
    }
    return used++;
  }

  /// Forgets a registration; events with its token find nobody from now on.
  void remove(Registration registration) {
    if (find(registration.token) != null) {
      int slot = (int) registration.token;
      slots[slot] = null;
      freeSlots[freeCount++] = slot;
    }
  }

  /// Whom the token names, or null when that one is gone.
  @Nullable Registration find(long token) {
    Registration registration = slots[(int) token];
    return registration != null && registration.token == token ? registration : null;
  }

  /// How many are entered.
  int size() {
    return used - freeCount;
  }

  /// Everybody who is entered, as an array of its own.
  Registration[] all() {
    var all = new Registration[size()];
    int count = 0;
    for (int slot = 0; slot < used; slot++) {
      Registration registration = slots[slot];
      if (registration != null) {
        all[count++] = registration;
      }
    }
    return all;
  }
}

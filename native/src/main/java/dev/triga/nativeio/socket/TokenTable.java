package dev.triga.nativeio.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds registrations by the 64 bits that the kernel hands back with an event.
///
/// The lower half of such a token is a slot, the upper half the generation of its use. When a
/// callback closes a descriptor and the kernel gives the number, or we the slot, to a new one at
/// once, events for the old one that wait in the same batch carry the old generation and find
/// nobody.
///
/// @param <R> who is entered
public final class TokenTable<R extends Registered> {
  private static final int SLOTS_INITIAL = 64;
  private static final int GENERATION_SHIFT = 32;

  private @Nullable Registered[] slots = new @Nullable Registered[SLOTS_INITIAL];
  private int[] freeSlots = new int[SLOTS_INITIAL];
  private int freeCount;
  private int used;
  private int generation;

  /// An empty table.
  public TokenTable() {}

  /// Enters a registration and gives it its token.
  public void add(R registration) {
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
  public void remove(R registration) {
    if (find(registration.token) != null) {
      int slot = (int) registration.token;
      slots[slot] = null;
      freeSlots[freeCount++] = slot;
    }
  }

  /// Whom the token names, or null when that one is gone.
  @SuppressWarnings("unchecked") // Only members of this type are entered.
  public @Nullable R find(long token) {
    Registered registration = slots[(int) token];
    return registration != null && registration.token == token ? (R) registration : null;
  }

  /// How many are entered.
  public int size() {
    return used - freeCount;
  }

  /// Everybody who is entered, as a list of its own.
  @SuppressWarnings("unchecked") // Only members of this type are entered.
  public List<R> all() {
    List<R> all = new ArrayList<>(size());
    for (int slot = 0; slot < used; slot++) {
      Registered registration = slots[slot];
      if (registration != null) {
        all.add((R) registration);
      }
    }
    return all;
  }
}

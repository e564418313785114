package dev.triga.async;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Runs the listeners of Deferreds without an owner, one list after the other, on the thread that
/// completes them.
///
/// What is completed inside a listener queues behind it instead of nesting, so a chain of any
/// length needs the stack of one listener. Each outermost call makes its own: a young object takes
/// references more cheaply than one that the collector has moved to the old generation.
final class Trampoline {

  /// Knows the trampoline that runs on a thread.
  private static final class Slot {
    private @Nullable Trampoline running;
  }

  private static final ThreadLocal<Slot> OF_THREAD = ThreadLocal.withInitial(Slot::new);

  private @Nullable Stage<?> next;
  private @Nullable ArrayDeque<Stage<?>> rest;

  private Trampoline() {}

  /// Runs a list of listeners on this thread: now, or behind those that are running.
  static void run(Stage<?> listeners) {
    Slot slot = OF_THREAD.get();
    Trampoline running = slot.running;
    if (running != null) {
      running.add(listeners);
      return;
    }
    Trampoline trampoline = new Trampoline();
    trampoline.next = listeners;
    slot.running = trampoline;
    trampoline.drain(slot);
  }

  /// Runs an action and, after it, the listeners that became due in it.
  static void runAfter(Runnable action) {
    Slot slot = OF_THREAD.get();
    if (slot.running != null) {
      action.run();
      return;
    }
    Trampoline trampoline = new Trampoline();
    slot.running = trampoline;
    try {
      action.run();
    } finally {
      trampoline.drain(slot);
    }
  }

  /// Queues a list of listeners; for who runs in this trampoline.
  void add(Stage<?> listeners) {
    if (next == null) {
      next = listeners;
      return;
    }
    if (rest == null) {
      rest = new ArrayDeque<>();
    }
    rest.add(listeners);
  }

  /// Whether nothing waits in it.
  boolean isEmpty() {
    return next == null;
  }

  private void drain(Slot slot) {
    Throwable fatal = null;
    for (Stage<?> listeners = next; listeners != null; listeners = next) {
      next = rest == null ? null : rest.poll();
      try {
        Stage.deliver(listeners, this);
      } catch (Throwable error) {
        // The others are still owed their call; the first error goes on when they had it.
        if (fatal == null) {
          fatal = error;
        }
      }
    }
    slot.running = null;
    if (fatal != null) {
      throw Failure.raise(fatal);
    }
  }
}

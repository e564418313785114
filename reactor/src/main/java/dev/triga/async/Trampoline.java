package dev.triga.async;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Runs the listeners of Deferreds without an owner, one list after the other, on the thread that
/// completes them.
///
/// There is one per thread. What is completed inside a listener queues behind it instead of
/// nesting, so a chain of any length needs the stack of one listener.
final class Trampoline {
  private static final ThreadLocal<Trampoline> OF_THREAD = ThreadLocal.withInitial(Trampoline::new);

  private @Nullable Stage<?> next;
  private @Nullable ArrayDeque<Stage<?>> rest;
  private boolean isRunning;

  /// Runs a list of listeners on this thread: now, or behind those that are running.
  static void run(Stage<?> listeners) {
    Trampoline trampoline = OF_THREAD.get();
    trampoline.add(listeners);
    if (!trampoline.isRunning) {
      trampoline.drain();
    }
  }

  /// Runs an action and, after it, the listeners that became due in it.
  static void runAfter(Runnable action) {
    Trampoline trampoline = OF_THREAD.get();
    if (trampoline.isRunning) {
      action.run();
      return;
    }
    trampoline.isRunning = true;
    try {
      action.run();
    } finally {
      trampoline.drain();
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

  private void drain() {
    isRunning = true;
    Throwable fatal = null;
    try {
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
    } finally {
      isRunning = false;
      rest = null;
    }
    if (fatal != null) {
      throw Failure.raise(fatal);
    }
  }
}

package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// An event by which any thread ends a wait. To make it happen costs a system call, so that is done
/// once per wake-up, however many threads ask.
public abstract class WakeSignal {
  /// Times that an event is tried. The systems refuse none, since it needs nothing that is not
  /// there already; a library that stands in for one may.
  private static final int TRIES_MAX = 16;

  private boolean closed;

  /// Whether an event is on its way that no wait has seen yet: more would change nothing.
  private final AtomicBoolean pending = new AtomicBoolean();

  /// Held for an event and for closing, or a late caller could reach the next owner of a number.
  private final ReentrantLock lock = new ReentrantLock();

  /// For subclasses.
  protected WakeSignal() {}

  /// Makes the event happen, and answers whether it does. Any thread, one at a time, never after
  /// [#free].
  protected abstract boolean trigger();

  /// Frees what this has opened. On the turn, with its memory.
  protected abstract void free(CallMemory memory);

  /// Ends the present or the next wait. Any thread; does nothing after [#close].
  public final void signal() {
    if (pending.get() || pending.getAndSet(true)) {
      return;
    }
    lock.lock();
    try {
      if (!closed && !triggerAtLast()) {
        // No event is on its way: whoever comes next tries again.
        pending.set(false);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean triggerAtLast() {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      if (trigger()) {
        return true;
      }
    }
    return false;
  }

  /// A wait has ended: whoever comes from here on signals again; whoever came before has had his
  /// return from the wait. On the turn.
  public final void seen() {
    pending.set(false);
  }

  /// Frees it. On the turn; closing twice does nothing.
  public final void close(CallMemory memory) {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        free(memory);
      }
    } finally {
      lock.unlock();
    }
  }
}

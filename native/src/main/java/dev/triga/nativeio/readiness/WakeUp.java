package dev.triga.nativeio.readiness;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Lets any thread end a wait, by an event that the poller watches for like any other. What kind of
/// event that is, is the poller's choice.
abstract class WakeUp extends Registration {
  /// Whether an event is on its way that no wait has seen yet: more would change nothing.
  private final AtomicBoolean pending = new AtomicBoolean();

  /// Held for a signal and for closing, or a late caller could reach the number's next owner.
  private final ReentrantLock lock = new ReentrantLock();

  WakeUp(int descriptor, int interest) {
    super(descriptor);
    this.interest = interest;
  }

  /// Makes the event happen. Any thread, one at a time, never after [#free].
  abstract void trigger();

  /// Takes note of the event, so that it is not reported again. On the turn.
  abstract void take();

  /// Frees what this has opened.
  abstract void free();

  /// Ends the present or the next wait. Any thread; does nothing after [#discard].
  final void signal() {
    if (pending.get() || pending.getAndSet(true)) {
      return;
    }
    lock.lock();
    try {
      if (isOpen()) {
        trigger();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  final void ready(int readiness) {
    if ((readiness & Readiness.INVALID) != 0) {
      throw new IllegalStateException(
          "descriptor "
              + descriptor
              + ", by which other threads wake this reactor, was closed by somebody else; find who"
              + " closes descriptors that are not theirs");
    }
    take();
    // Whoever comes from here on signals again; whoever came before has had his return from the
    // wait.
    pending.set(false);
  }

  @Override
  final void resume() {
    // Never queued.
  }

  @Override
  final void discard() {
    lock.lock();
    try {
      if (isOpen()) {
        free();
        descriptor = CLOSED;
      }
    } finally {
      lock.unlock();
    }
  }
}

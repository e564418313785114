package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.EventDescriptor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Lets any thread end a wait, by an event counter that is registered like any other descriptor.
///
/// Where the poller reports edges, each addition is a change and the counter is never read;
/// elsewhere it is read once per wake-up.
final class WakeUp extends Registration {
  private final CallMemory memory;
  private final boolean edges;

  /// Whether an addition is on its way that no wait has seen yet: more would change nothing.
  private final AtomicBoolean pending = new AtomicBoolean();

  /// Held for an addition and for closing, or a late caller could write to the number's next owner.
  private final ReentrantLock lock = new ReentrantLock();

  /// Takes over the descriptor of a new counter.
  WakeUp(int counter, CallMemory memory, boolean edges) {
    super(counter);
    this.memory = memory;
    this.edges = edges;
    this.interest = edges ? Readiness.READABLE | Readiness.EDGES : Readiness.READABLE;
  }

  /// Ends the present or the next wait. Any thread; does nothing after [#discard].
  void signal() {
    if (pending.get() || pending.getAndSet(true)) {
      return;
    }
    lock.lock();
    try {
      if (isOpen()) {
        EventDescriptor.add(descriptor);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  void ready(int readiness) {
    if (!edges) {
      Descriptors.read(memory.errno, descriptor, memory.scratch, Long.BYTES);
    }
    // Whoever comes from here on writes again; whoever came before has had his return from the
    // wait.
    pending.set(false);
  }

  @Override
  void resume() {
    // Never queued.
  }

  @Override
  void discard() {
    lock.lock();
    try {
      if (isOpen()) {
        Descriptors.close(memory.errno, descriptor);
        descriptor = CLOSED;
      }
    } finally {
      lock.unlock();
    }
  }
}

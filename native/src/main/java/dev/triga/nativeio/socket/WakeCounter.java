package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.EventDescriptor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// An event counter by which any thread ends a wait. Adding to it costs a system call, so it is
/// added to once per wake-up, however many threads ask.
public final class WakeCounter {
  private final int descriptor;
  private boolean closed;

  /// Whether an addition is on its way that no wait has seen yet: more would change nothing.
  private final AtomicBoolean pending = new AtomicBoolean();

  /// Held for an addition and for closing, or a late caller could write to the number's next owner.
  private final ReentrantLock lock = new ReentrantLock();

  /// Takes over the descriptor of a new counter.
  public WakeCounter(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Ends the present or the next wait. Any thread; does nothing after [#close].
  public void signal() {
    if (pending.get() || pending.getAndSet(true)) {
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        EventDescriptor.add(descriptor);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A wait has ended: whoever comes from here on adds again; whoever came before has had his
  /// return from the wait. On the turn.
  public void seen() {
    pending.set(false);
  }

  /// Closes the counter. On the turn.
  public void close(CallMemory memory) {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        Descriptors.close(memory.errno, descriptor);
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.triga.nativeio.readiness;

import dev.triga.driver.DriverUnavailableException;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.EventDescriptor;
import dev.triga.nativeio.socket.WakeCounter;
import dev.triga.nativeio.socket.WakeSignal;

/// Lets any thread end a wait, by an event that the poller watches for like any other.
final class WakeUp extends Registration {
  private final CallMemory memory;
  private final WakeSignal signal;

  private WakeUp(int descriptor, int interest, CallMemory memory, WakeSignal signal) {
    super(descriptor);
    this.interest = interest;
    this.memory = memory;
    this.signal = signal;
  }

  /// By an event counter. Where the poller reports edges, each addition is a change and the counter
  /// is never read; elsewhere it is read once per wake-up.
  ///
  /// @throws DriverUnavailableException if the system refuses, with the reason
  static WakeUp byCounter(CallMemory memory, boolean edges) {
    int counter = EventDescriptor.create(memory.errno);
    if (counter < 0) {
      throw new DriverUnavailableException(Errno.sentence(counter));
    }
    int interest = edges ? Readiness.READABLE | Readiness.EDGES : Readiness.READABLE;
    return new WakeUp(counter, interest, memory, new WakeCounter(counter));
  }

  /// By a user's event of a kqueue.
  static WakeUp byUserEvent(CallMemory memory, int queue) {
    int interest = Readiness.WAKE_UP | Readiness.EDGES;
    return new WakeUp(UserEvent.NUMBER, interest, memory, new UserEvent(queue));
  }

  /// Ends the present or the next wait. Any thread; does nothing after [#discard].
  void signal() {
    signal.signal();
  }

  @Override
  void ready(int readiness) {
    if ((readiness & Readiness.INVALID) != 0) {
      throw new IllegalStateException(
          "descriptor "
              + descriptor
              + ", by which other threads wake this reactor, was closed by somebody else; find who"
              + " closes descriptors that are not theirs");
    }
    if ((interest & Readiness.EDGES) == 0) {
      Descriptors.read(memory.errno, descriptor, memory.scratch, Long.BYTES);
    }
    signal.seen();
  }

  @Override
  void resume() {
    // Never queued.
  }

  @Override
  void discard() {
    descriptor = CLOSED;
    signal.close(memory);
  }
}

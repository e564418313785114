package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.socket.WakeCounter;

/// Lets any thread end a wait, by an event counter that is registered like any other descriptor.
///
/// Where the poller reports edges, each addition is a change and the counter is never read;
/// elsewhere it is read once per wake-up.
final class WakeUp extends Registration {
  private final CallMemory memory;
  private final boolean edges;
  private final WakeCounter counter;

  /// Takes over the descriptor of a new counter.
  WakeUp(int counter, CallMemory memory, boolean edges) {
    super(counter);
    this.counter = new WakeCounter(counter);
    this.memory = memory;
    this.edges = edges;
    this.interest = edges ? Readiness.READABLE | Readiness.EDGES : Readiness.READABLE;
  }

  /// Ends the present or the next wait. Any thread; does nothing after [#discard].
  void signal() {
    counter.signal();
  }

  @Override
  void ready(int readiness) {
    if (!edges) {
      Descriptors.read(memory.errno, descriptor, memory.scratch, Long.BYTES);
    }
    counter.seen();
  }

  @Override
  void resume() {
    // Never queued.
  }

  @Override
  void discard() {
    descriptor = CLOSED;
    counter.close(memory);
  }
}

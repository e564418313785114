package dev.triga.nativeio.readiness;

import dev.triga.driver.DriverUnavailableException;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.EventDescriptor;

/// Wakes by Linux's event counter, which has a descriptor of its own.
///
/// Where the poller reports edges, each addition is a change and the counter is never read;
/// elsewhere it is read once per wake-up.
final class CounterWakeUp extends WakeUp {
  private final CallMemory memory;
  private final boolean edges;

  private CounterWakeUp(int counter, CallMemory memory, boolean edges) {
    super(counter, edges ? Readiness.READABLE | Readiness.EDGES : Readiness.READABLE);
    this.memory = memory;
    this.edges = edges;
  }

  /// Makes a counter.
  ///
  /// @throws DriverUnavailableException if the system refuses, with the reason
  static CounterWakeUp open(CallMemory memory, boolean edges) {
    int counter = EventDescriptor.create(memory.errno);
    if (counter < 0) {
      throw new DriverUnavailableException(Errno.sentence(counter));
    }
    return new CounterWakeUp(counter, memory, edges);
  }

  @Override
  void trigger() {
    EventDescriptor.add(descriptor);
  }

  @Override
  void take() {
    if (!edges) {
      Descriptors.read(memory.errno, descriptor, memory.scratch, Long.BYTES);
    }
  }

  @Override
  void free() {
    Descriptors.close(memory.errno, descriptor);
  }
}

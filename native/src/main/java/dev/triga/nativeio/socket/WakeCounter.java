package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.EventDescriptor;

/// Wakes by an event counter of Linux's.
public final class WakeCounter extends WakeSignal {
  private final int descriptor;

  /// Takes over the descriptor of a new counter.
  public WakeCounter(int descriptor) {
    this.descriptor = descriptor;
  }

  @Override
  protected boolean trigger() {
    return EventDescriptor.add(descriptor);
  }

  @Override
  protected void free(CallMemory memory) {
    Descriptors.close(memory.errno, descriptor);
  }
}

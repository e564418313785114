package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Kqueue;

/// Wakes by a user's event of a kqueue, which needs no descriptor.
final class UserEventWakeUp extends WakeUp {
  /// What stands in the place of a descriptor. The events of each filter have numbers of their own.
  private static final int NUMBER = 0;

  /// That of the waiting thread cannot be used by another.
  private final CallMemory memory = CallMemory.acquire();

  private final int queue;

  UserEventWakeUp(int queue) {
    super(NUMBER, Readiness.WAKE_UP | Readiness.EDGES);
    this.queue = queue;
  }

  @Override
  void trigger() {
    Kqueue.trigger(memory, queue, NUMBER, token);
  }

  @Override
  void take() {
    // EV_CLEAR has taken it.
  }

  @Override
  void free() {
    memory.close();
  }
}

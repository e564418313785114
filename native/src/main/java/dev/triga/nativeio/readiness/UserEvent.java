package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Kqueue;
import dev.triga.nativeio.socket.WakeSignal;

/// Wakes by a user's event of a kqueue, which needs no descriptor.
final class UserEvent extends WakeSignal {
  /// What stands in the place of a descriptor. The events of each filter have numbers of their own.
  static final int NUMBER = 0;

  /// That of the waiting thread cannot be used by another.
  private final CallMemory own = CallMemory.acquire();

  private final int queue;

  UserEvent(int queue) {
    this.queue = queue;
  }

  @Override
  protected boolean trigger() {
    return Kqueue.trigger(own, queue, NUMBER) >= 0;
  }

  @Override
  protected void free(CallMemory memory) {
    own.close();
  }
}

package dev.triga.nativeio.uring;

import dev.triga.driver.DriverContext;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Poll;
import dev.triga.nativeio.libc.PollEntries;
import dev.triga.nativeio.socket.AcceptShortage;
import org.jspecify.annotations.Nullable;

/// What the driver does where the system has no descriptor or no memory for the ring of the thread
/// that polls. Only that thread can make its ring, so nobody can find out earlier; and both may
/// come back. The driver asks again after each [AcceptShortage#REST_NANOS], and until then waits
/// for what needs no ring. Operators hear of it once, until there has been a ring. On the turn
/// only.
final class RingShortage {
  private final CallMemory memory;
  private final DriverContext context;
  private final AcceptShortage shortage;
  private boolean warned;
  private long restUntil;

  RingShortage(CallMemory memory, DriverContext context, AcceptShortage shortage) {
    this.memory = memory;
    this.context = context;
    this.shortage = shortage;
  }

  /// Whether it is too early to ask again.
  boolean isResting() {
    return warned && System.nanoTime() - restUntil < 0;
  }

  /// There is none yet.
  void rest(RingRefusal refusal) {
    restUntil = System.nanoTime() + AcceptShortage.REST_NANOS;
    if (!warned) {
      warned = true;
      context.warn(
          "no ring of io_uring can be made, so TCP connections wait until one can: "
              + refusal.getMessage());
    }
  }

  /// There is one.
  void over() {
    warned = false;
  }

  /// Waits for another thread's wake-up, and for something to happen on the epoll set, for as long
  /// as that but not beyond the rest.
  void await(long timeoutNanos, UringWakeUp wakeUp, @Nullable EpollSide side) {
    PollEntries entries = new PollEntries(memory);
    entries.put(0, wakeUp.descriptor, Poll.POLLIN);
    int count = 1;
    if (side != null) {
      entries.put(count++, side.descriptor(), Poll.POLLIN);
    }
    long left = Math.max(0, restUntil - System.nanoTime());
    int outcome =
        Poll.await(memory, entries, count, timeoutNanos < 0 ? left : Math.min(left, timeoutNanos));
    if (outcome < 0 && outcome != -Errno.EINTR) {
      shortage.restWait(outcome);
    }
    if (outcome > 0 && entries.found(0) != 0) {
      wakeUp.take();
    }
    if (outcome > 0 && side != null && entries.found(1) != 0) {
      side.readable();
    }
  }
}

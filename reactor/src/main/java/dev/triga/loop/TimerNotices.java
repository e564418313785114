package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Calls that other threads scheduled, cancelled or moved sooner, and that the owner of the timers
/// has to file anew: a lock-free queue, first in, first out, linked through the calls themselves. A
/// call stands in it at most once, whatever happens to it, so the memory is bounded by the number
/// of calls.
///
/// A producer makes its call the last one by one exchange and then links the one before to it; in
/// between, the owner does not see it, nor those that came behind it.
final class TimerNotices {
  private static final VarHandle LAST;
  private static final VarHandle NEXT;
  private static final VarHandle ANNOUNCED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LAST = lookup.findVarHandle(TimerNotices.class, "last", TimerCall.class);
      NEXT = lookup.findVarHandle(TimerCall.class, "nextNotice", TimerCall.class);
      ANNOUNCED = lookup.findVarHandle(TimerNotices.class, "announced", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Stands in the queue when nothing else does, so that it is never without a last one.
  private final TimerCall stub;

  private volatile TimerCall last;
  private TimerCall first;
  private volatile boolean closed;

  /// Whether the owner has been told that there is something, and has not come to it yet.
  private volatile boolean announced;

  /// An empty queue.
  ///
  /// @param stub a call that nobody else knows
  TimerNotices(TimerCall stub) {
    this.stub = stub;
    this.last = stub;
    this.first = stub;
  }

  /// Adds a call. Any thread, but only the one that won [TimerCall#startNotice()].
  void add(TimerCall call) {
    call.nextNotice = null;
    var before = (TimerCall) LAST.getAndSet(this, call);
    NEXT.setRelease(before, call);
  }

  /// Whether the caller, who has added a call, has to tell the owner.
  boolean announce() {
    return !announced && ANNOUNCED.compareAndSet(this, false, true);
  }

  /// Notes that the owner has been told; it reads everything that was added before this. Owner
  /// only.
  void heard() {
    announced = false;
  }

  /// Whether nothing was added that has not been taken. Owner only.
  boolean isEmpty() {
    return first == stub && last == stub;
  }

  /// Takes the first call. Owner only.
  ///
  /// @return the call, or null when there is none to be had now
  @Nullable TimerCall poll() {
    TimerCall taken = first;
    TimerCall following = next(taken);
    if (taken == stub) {
      if (following == null) {
        return null;
      }
      first = following;
      taken = following;
      following = next(taken);
    }
    if (following == null) {
      if (last != taken) {
        return null;
      }
      // It is the only one: with the stub behind it, it can be let go.
      add(stub);
      following = next(taken);
      if (following == null) {
        return null;
      }
    }
    first = following;
    // A call that is kept must not keep those that came after it.
    taken.nextNotice = null;
    return taken;
  }

  private static @Nullable TimerCall next(TimerCall call) {
    return (TimerCall) NEXT.getAcquire(call);
  }

  boolean isClosed() {
    return closed;
  }

  /// Says that nobody will read any more what is added from now on. Owner only.
  void close() {
    closed = true;
  }
}

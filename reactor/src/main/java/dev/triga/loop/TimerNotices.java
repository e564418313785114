package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Calls that other threads scheduled, cancelled or moved sooner, and that the owner of the timers
/// has to file anew: a lock-free stack linked through the calls themselves. A call stands in it at
/// most once, whatever happens to it, so the memory is bounded by the number of calls.
@SuppressWarnings("ReferenceEquality") // The closed mark is known by its identity.
final class TimerNotices {
  /// What came of adding a call.
  enum Entry {
    /// The stack was empty: the owner has to be told.
    FIRST,
    /// The owner has been told, or is about to be.
    JOINED,
    /// The stack is closed; the call is not in it.
    REFUSED
  }

  /// Stands in place of a call once the stack is closed.
  private static final Object CLOSED = new Object();

  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(TimerNotices.class, "top", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object top;

  boolean isEmpty() {
    Object call = top;
    return call == null || call == CLOSED;
  }

  boolean isClosed() {
    return top == CLOSED;
  }

  /// Adds a call. Any thread, but only the one that won [TimerCall#startNotice()].
  Entry add(TimerCall call) {
    while (true) {
      Object below = top;
      if (below == CLOSED) {
        return Entry.REFUSED;
      }
      call.nextNotice = (TimerCall) below;
      if (TOP.compareAndSet(this, below, call)) {
        return below == null ? Entry.FIRST : Entry.JOINED;
      }
    }
  }

  /// Takes all calls, the earliest first, linked by [TimerCall#nextNotice]. Owner only.
  @Nullable TimerCall takeAll() {
    Object taken = top;
    while (taken != null && taken != CLOSED && !TOP.compareAndSet(this, taken, null)) {
      taken = top;
    }
    return taken == CLOSED ? null : reverse((TimerCall) taken);
  }

  /// Takes all calls and refuses others from now on. Owner only.
  @Nullable TimerCall close() {
    Object taken = TOP.getAndSet(this, CLOSED);
    return taken == CLOSED ? null : reverse((TimerCall) taken);
  }

  private static @Nullable TimerCall reverse(@Nullable TimerCall top) {
    TimerCall reversed = null;
    for (TimerCall call = top; call != null; ) {
      TimerCall below = call.nextNotice;
      call.nextNotice = reversed;
      reversed = call;
      call = below;
    }
    return reversed;
  }
}

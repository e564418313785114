package dev.triga.nativeio.socket;

import java.util.ArrayList;
import java.util.List;

/// The listeners whose sockets others accept on as well. On the turn.
///
/// The system wakes one of those who wait at such a socket, and nobody else when that one does not
/// accept after all: because it pauses, closes, is suspended or has ended. So each of the others
/// looks by itself from time to time, and a connection waits for [#LOOK_NANOS] at most.
public final class SharedListeners {
  private static final long LOOK_NANOS = 500_000_000L;

  /// A listener that accepts on a socket together with others.
  @FunctionalInterface
  public interface Member {
    /// Takes a connection that waits although somebody was woken for it, soon or at once.
    void look();
  }

  private final List<Member> listeners = new ArrayList<>();
  private long dueNanos;

  /// None yet.
  public SharedListeners() {}

  /// Has a listener look from time to time.
  public void add(Member listener) {
    if (listeners.isEmpty()) {
      dueNanos = System.nanoTime() + LOOK_NANOS;
    }
    listeners.add(listener);
  }

  /// A listener closes.
  public void remove(Member listener) {
    listeners.remove(listener);
  }

  /// The time-out of a wait, shortened if it is time to look before its end.
  public long limit(long timeoutNanos) {
    if (listeners.isEmpty()) {
      return timeoutNanos;
    }
    long left = Math.max(0, dueNanos - System.nanoTime());
    return timeoutNanos < 0 ? left : Math.min(left, timeoutNanos);
  }

  /// Looks whether connections wait, if it is time.
  public void look() {
    if (!listeners.isEmpty() && System.nanoTime() - dueNanos >= 0) {
      dueNanos = System.nanoTime() + LOOK_NANOS;
      for (var listener : List.copyOf(listeners)) {
        listener.look();
      }
    }
  }
}

package dev.triga.nativeio.socket;

import dev.triga.driver.DriverContext;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What listeners do when the system has no descriptor or no memory for another connection.
///
/// Connections that cannot be served are refused by means of a [ReserveDescriptor]. Where not even
/// that works (the whole system is short), the listener rests for [#REST_NANOS]: otherwise the
/// queue that cannot be emptied would keep the loop spinning. Operators hear of it once a minute at
/// most.
public final class AcceptShortage {
  /// How long a rest lasts.
  public static final long REST_NANOS = 100_000_000L;

  private static final long WAIT_REST_NANOS = 1_000_000L;
  private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

  private final CallMemory memory;
  private final DriverContext context;
  private final List<Acceptor> resting = new ArrayList<>();
  private @Nullable ReserveDescriptor reserve;
  private long restUntil;
  private boolean warned;
  private long lastWarning;

  /// For the listeners of the reactor that `context` describes.
  public AcceptShortage(CallMemory memory, DriverContext context) {
    this.memory = memory;
    this.context = context;
  }

  /// Reserves a descriptor while there are some.
  public void prepare() {
    if (reserve == null) {
      reserve = new ReserveDescriptor(memory);
    }
  }

  /// What an accept that has failed leads to.
  ///
  /// @param outcome the negated error number
  /// @return whether the next connection may be accepted at once
  public boolean goesOnAfter(Acceptor listener, int outcome) {
    return switch (-outcome) {
      case Errno.EAGAIN -> false;
      case Errno.EMFILE -> refuseOne(listener, "raise the limit on open files (ulimit -n)");
      case Errno.ENFILE -> refuseOne(listener, "raise the limit of the whole system (fs.file-max)");
      case Errno.ENOBUFS, Errno.ENOMEM -> rest(listener);
      case Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK -> {
        listener.fail(outcome);
        yield false;
      }
      // It was cancelled, or interrupted, or concerns a connection that is gone before we had it.
      default -> true;
    };
  }

  /// Takes one connection and closes it; true if the listener may go on.
  private boolean refuseOne(Acceptor listener, String advice) {
    warn(
        "out of descriptors: connections to "
            + listener.localAddress()
            + " are refused until some are free; "
            + advice);
    ReserveDescriptor last = reserve;
    return (last != null && last.refuseOne(listener.descriptor())) || rest(listener);
  }

  /// Closes a connection that was taken but cannot be watched.
  public void refuse(Acceptor listener, int connection, String obstacle) {
    Descriptors.close(memory.errno, connection);
    warn("connections to " + listener.localAddress() + " are refused: " + obstacle);
  }

  /// Spends a moment where the system has no memory for a wait, which would fail again at once.
  public void restWait(int outcome) {
    warn("a wait for events failed and is tried again: " + Errno.sentence(outcome));
    LockSupport.parkNanos(WAIT_REST_NANOS);
  }

  /// Has the listener accept nothing for a while; answers false.
  private boolean rest(Acceptor listener) {
    warn("the system has no room for another connection to " + listener.localAddress());
    if (!resting.contains(listener)) {
      resting.add(listener);
      restUntil = System.nanoTime() + REST_NANOS;
      listener.rest();
    }
    return false;
  }

  /// The time-out of a wait, shortened if a listener rests until before its end.
  public long limit(long timeoutNanos) {
    if (resting.isEmpty()) {
      return timeoutNanos;
    }
    long left = Math.max(0, restUntil - System.nanoTime());
    return timeoutNanos < 0 ? left : Math.min(left, timeoutNanos);
  }

  /// Lets the listeners go on that have rested long enough.
  public void retry() {
    if (!resting.isEmpty() && System.nanoTime() - restUntil >= 0) {
      resting.forEach(Acceptor::goOn);
      resting.clear();
    }
  }

  /// A listener closes.
  public void forget(Acceptor listener) {
    resting.remove(listener);
  }

  private void warn(String message) {
    long now = System.nanoTime();
    if (!warned || now - lastWarning >= WARNING_INTERVAL_NANOS) {
      warned = true;
      lastWarning = now;
      context.warn(message);
    }
  }

  /// Gives up the reserved descriptor.
  public void close() {
    if (reserve != null) {
      reserve.close();
    }
  }
}

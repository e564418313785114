package dev.triga.driver.nio;

import dev.triga.driver.DriverContext;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/// What listeners do when the system has no descriptor or no memory for another connection.
///
/// Connections that cannot be served are refused by means of a [ReserveDescriptor]. Where not even
/// that works, the listener rests for [#REST_NANOS]: otherwise the queue that cannot be emptied
/// would keep the loop spinning. Operators hear of it once a minute at most. On the turn only.
final class AcceptShortage {
  private static final long REST_NANOS = 100_000_000L;
  private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

  private final DriverContext context;
  private final ReserveDescriptor reserve = new ReserveDescriptor();
  private final List<NioListener> resting = new ArrayList<>();
  private long restUntil;
  private boolean warned;
  private long lastWarning;

  AcceptShortage(DriverContext context) {
    this.context = context;
  }

  /// What an accept that has failed leads to.
  ///
  /// @return whether the next connection may be accepted at once
  boolean goesOnAfter(NioListener listener, ServerSocketChannel channel, IOException error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("Too many open files")) {
      warn(
          "out of descriptors: connections to "
              + listener.localAddress()
              + " are refused until some are free; raise the limit on open files (ulimit -n)");
      return reserve.turnAway(channel) || rest(listener);
    }
    if (message.contains("Cannot allocate memory") || message.contains("No buffer space")) {
      warn("the system has no room for another connection to " + listener.localAddress());
      return rest(listener);
    }
    // The connection was gone before it was accepted (reset by the peer): the next one may be fine.
    return true;
  }

  /// Has the listener accept nothing for a while; answers false.
  private boolean rest(NioListener listener) {
    if (!resting.contains(listener)) {
      resting.add(listener);
      restUntil = System.nanoTime() + REST_NANOS;
      listener.rest();
    }
    return false;
  }

  /// The time-out of a wait, shortened if a listener rests until before its end.
  long limit(long timeoutNanos) {
    if (resting.isEmpty()) {
      return timeoutNanos;
    }
    long left = Math.max(0, restUntil - System.nanoTime());
    return timeoutNanos < 0 ? left : Math.min(left, timeoutNanos);
  }

  /// Lets the listeners go on that have rested long enough.
  void retry() {
    if (!resting.isEmpty() && System.nanoTime() - restUntil >= 0) {
      resting.forEach(NioListener::goOn);
      resting.clear();
    }
  }

  /// A listener closes.
  void forget(NioListener listener) {
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
  void close() {
    reserve.close();
  }
}

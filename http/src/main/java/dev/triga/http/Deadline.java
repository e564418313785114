package dev.triga.http;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One timer for all the times of a connection. That a deadline moves away, as it does with each
/// request, costs reading the clock: the timer finds out when it fires. On the turn.
final class Deadline {
  private final Reactor reactor;
  private final Runnable passed;
  private @Nullable ScheduledCall call;
  private boolean isSet;
  private long dueNanos;

  Deadline(Reactor reactor, Runnable passed) {
    this.reactor = reactor;
    this.passed = passed;
  }

  /// It passes so much later than now, unless it is set anew.
  void set(Duration fromNow) {
    isSet = true;
    dueNanos = reactor.clock().nanoTime() + fromNow.toNanos();
    if (call == null) {
      call = reactor.schedule(fromNow, this::fired);
    } else {
      call.resetIfEarlier(fromNow);
    }
  }

  /// There is none, until it is set anew.
  void clear() {
    isSet = false;
  }

  /// There is none any more.
  void cancel() {
    isSet = false;
    if (call != null) {
      call.cancel();
      call = null;
    }
  }

  private void fired() {
    call = null;
    if (!isSet) {
      return;
    }
    long left = dueNanos - reactor.clock().nanoTime();
    if (left > 0) {
      call = reactor.schedule(Duration.ofNanos(left), this::fired);
    } else {
      isSet = false;
      passed.run();
    }
  }
}

package dev.triga.http.websocket;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Looks at each interval whether anything has come since the last; asks if not, and gives up if
/// nothing came of that. On the turn.
final class Liveness {
  private final Transport transport;
  private final BooleanSupplier ask;
  private final Duration interval;
  private @Nullable ScheduledCall look;
  private boolean hasHeard;
  private boolean hasAsked;

  /// One that has not begun.
  ///
  /// @param ask asks the peer; false if its answer could not be heard
  /// @param interval zero for never
  Liveness(Transport transport, BooleanSupplier ask, Duration interval) {
    this.transport = transport;
    this.ask = ask;
    this.interval = interval;
  }

  void begin() {
    if (interval.isPositive()) {
      look = transport.reactor().schedule(interval, this::look);
    }
  }

  /// Something has come.
  void heard() {
    hasHeard = true;
  }

  void end() {
    if (look != null) {
      look.cancel();
    }
  }

  private void look() {
    if (hasHeard) {
      hasHeard = false;
      hasAsked = false;
    } else if (hasAsked) {
      transport.abort(
          CloseReason.of(
              CloseReason.Kind.TIMED_OUT, "the peer did not answer a ping within " + interval));
      return;
    } else {
      hasAsked = ask.getAsBoolean();
    }
    begin();
  }
}

package dev.triga.transport;

import dev.triga.loop.EventLoop;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadline of a connection that is closing. It only ever moves closer.
final class CloseTimer {
  private final Ending ending;
  private final EventLoop loop;
  private @Nullable ScheduledCall call;

  CloseTimer(Ending ending, EventLoop loop) {
    this.ending = ending;
    this.loop = loop;
  }

  void shorten(Duration fromNow) {
    var existing = call;
    if (existing == null) {
      call = loop.schedule(fromNow, ending::deadlineReached);
    } else {
      existing.resetIfEarlier(fromNow);
    }
  }

  void cancel() {
    if (call != null) {
      call.cancel();
    }
  }
}

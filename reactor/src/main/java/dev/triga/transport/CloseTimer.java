package dev.triga.transport;

import dev.triga.loop.EventLoop;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadline of a connection that is closing. It only ever moves closer, and costs a scheduled
/// call only from [#arm()] on.
final class CloseTimer {
  private final Ending ending;
  private final EventLoop loop;
  private Duration deadline;
  private @Nullable ScheduledCall call;

  CloseTimer(Ending ending, EventLoop loop, Duration deadline) {
    this.ending = ending;
    this.loop = loop;
    this.deadline = deadline;
  }

  void shorten(Duration fromNow) {
    if (call != null) {
      call.resetIfEarlier(fromNow);
    } else if (fromNow.compareTo(deadline) < 0) {
      deadline = fromNow;
    }
  }

  void arm() {
    if (call == null) {
      call = loop.schedule(deadline, ending::deadlineReached);
    }
  }

  void cancel() {
    if (call != null) {
      call.cancel();
    }
  }
}

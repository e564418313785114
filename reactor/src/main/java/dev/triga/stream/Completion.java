package dev.triga.stream;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a consumer's stream went, for each who asked. Those who did not ask are told by the
/// callbacks, so that a failure that nobody waits for is not reported twice. Any thread.
final class Completion {
  private final Reactor reactor;
  private final List<Deferred<Long>> asked = new ArrayList<>();
  private boolean isSettled;
  private long count;
  private @Nullable Throwable failure;

  Completion(Reactor reactor) {
    this.reactor = reactor;
  }

  /// A Deferred of the caller's own.
  Deferred<Long> ask() {
    var deferred = new Deferred<Long>(reactor);
    tellWhenSettled(deferred);
    return deferred;
  }

  /// Ends a Deferred in the same way.
  void tellWhenSettled(Deferred<Long> deferred) {
    synchronized (asked) {
      if (!isSettled) {
        asked.add(deferred);
        return;
      }
    }
    tell(deferred);
  }

  /// Whether somebody has asked.
  boolean isAsked() {
    synchronized (asked) {
      return !asked.isEmpty();
    }
  }

  void succeed(long bytes) {
    settle(bytes, null);
  }

  void fail(Throwable why) {
    settle(0, why);
  }

  private void settle(long bytes, @Nullable Throwable why) {
    List<Deferred<Long>> waiting;
    synchronized (asked) {
      if (isSettled) {
        return;
      }
      isSettled = true;
      count = bytes;
      failure = why;
      waiting = List.copyOf(asked);
      asked.clear();
    }
    waiting.forEach(this::tell);
  }

  private void tell(Deferred<Long> deferred) {
    var why = failure;
    if (why == null) {
      deferred.succeed(count);
    } else {
      deferred.fail(why);
    }
  }
}

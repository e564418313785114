package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.reactor.Reactor;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Some work with a pooled connection, which is given back whatever happens. On the turn.
final class PooledWork<P extends Protocol, T extends @Nullable Object> {
  private final Reactor reactor;
  private final Deferred<PoolLease<P>> lease;
  private final ConnectionPool.Work<P, T> work;
  private final Deferred<T> result;

  /// The wait or the work, whichever is in progress.
  private Deferred<?> current;

  PooledWork(Reactor reactor, Deferred<PoolLease<P>> lease, ConnectionPool.Work<P, T> work) {
    this.reactor = reactor;
    this.lease = lease;
    this.work = work;
    this.current = lease;
    this.result = Deferred.named("work with a pooled connection", reactor);
  }

  Deferred<T> begin() {
    result.onCancel(why -> current.cancel(why));
    var ignored =
        lease.handle((held, failure) -> {
          if (failure != null) {
            result.fail(failure);
          } else if (result.isDone()) {
            held.release();
          } else {
            workWith(held);
          }
          return true;
        });
    return result;
  }

  private void workWith(PoolLease<P> held) {
    Deferred<T> working = Deferred.<T>maybeStage(() -> work.begin(held.protocol())).on(reactor);
    current = working;
    var ignored =
        working.handle((value, failure) -> {
          if (failure == null) {
            held.release();
            result.succeed(value);
          } else {
            if (failure instanceof CancellationException || failure instanceof TimeoutFailure) {
              held.discard();
            } else {
              held.release();
            }
            result.fail(failure);
          }
          return true;
        });
  }
}

package dev.triga.actors.cell;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A question that has gone to another process.
final class RemoteQuestion<R extends @Nullable Object> extends Deferred<R> {
  final RemoteReference target;

  /// Whether it takes room at its target; set before it is sent.
  volatile boolean takesRoom = true;

  private final Runnable withdraw;

  /// Ends it with a time-out; set when it is sent.
  volatile @Nullable ScheduledCall limit;

  RemoteQuestion(RemoteReference target, Runnable withdraw) {
    this.target = target;
    this.withdraw = withdraw;
  }

  RemoteQuestion(RemoteReference target, Reactor owner, Runnable withdraw) {
    super(owner);
    this.target = target;
    this.withdraw = withdraw;
  }

  @Override
  protected void cancelled(CancellationException why) {
    withdraw.run();
  }

  /// Ends it with what came back, whose type the command vouches for.
  @SuppressWarnings("unchecked")
  static void answer(RemoteQuestion<?> question, @Nullable Object reply) {
    question.done();
    ((RemoteQuestion<@Nullable Object>) question).succeed(Nothing.maybe(reply));
  }

  void refuse(Throwable failure) {
    done();
    fail(failure);
  }

  private void done() {
    ScheduledCall call = limit;
    if (call != null) {
      call.cancel();
    }
  }
}

package dev.triga.tasks;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A batch on its way, and what comes of it: all outcomes, or a [BatchFailure] when it ended before
/// its end and the error policy is not to go on.
///
/// Made on a reactor's turn it belongs to that reactor, and its listeners run there. Cancelling it
/// cancels the batch, whose outcomes then nobody gets; [#stop] ends the batch too, and the failure
/// has them.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public final class Batch<T extends @Nullable Object, R extends @Nullable Object>
    extends Deferred<Outcomes<T, R>> {
  private @Nullable BatchRun run;

  Batch() {}

  Batch(Reactor owner) {
    super(owner);
  }

  /// Called once, before anybody else sees it.
  void runs(BatchRun batch) {
    run = batch;
  }

  private BatchRun run() {
    if (run == null) {
      throw new IllegalStateException("the batch has not begun");
    }
    return run;
  }

  void settle(Collected<T, R> all) {
    RuntimeException failure = all.failure();
    if (failure == null) {
      succeed(all.outcomes());
    } else {
      fail(failure);
    }
  }

  /// Ends the batch now: running tasks are interrupted and [Cancelled], like those that have not
  /// begun. Any thread; does not wait.
  ///
  /// @return false if it had ended before
  public boolean stop() {
    return run().stop();
  }

  /// Cancels one task. Any thread; does not wait.
  ///
  /// @param index its position in the input
  /// @return whether it will be [Cancelled]; false if it has ended, or has not been taken from a
  ///   lazy input yet
  public boolean cancelTask(long index) {
    return run().cancel(index);
  }

  /// How far it is. Any thread.
  public Progress progress() {
    return run().progress();
  }

  @Override
  protected void cancelled(CancellationException why) {
    run().cancel(why);
  }
}

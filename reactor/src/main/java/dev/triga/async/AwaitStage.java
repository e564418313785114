package dev.triga.async;

import org.jspecify.annotations.Nullable;

/// Somebody who waits for a Deferred, as the listener that tells him. It ends with the result that
/// is awaited, or earlier, when he gives up.
abstract class AwaitStage<T extends @Nullable Object> extends Stage<T> {
  /// How many stacks of awaits are added to one failure.
  private static final int TRACES_MAX = 16;

  final Deferred<T> awaited;

  AwaitStage(Deferred<T> awaited) {
    super();
    this.awaited = awaited;
    this.source = awaited;
  }

  final void begin() {
    awaited.listen(this, null);
  }

  /// Tells the one who waits. Runs where the listeners of the awaited Deferred run.
  abstract void arrived();

  @Override
  final @Nullable Object fire(Object result, @Nullable Trampoline trampoline) {
    // Whoever waits sees the failure, so nobody has to watch over it.
    Object seen = result instanceof Failure failure ? new Failure(failure.error, true) : result;
    if (settle(seen, null)) {
      arrived();
    }
    return null;
  }

  @Override
  final @Nullable Object outcome(Object result) {
    throw new AssertionError("an await takes the result as it is");
  }

  @Override
  final String label() {
    return "await";
  }

  /// Ends it without the result, which is cancelled if nobody else wants it; a result that a
  /// canceller supplies instead still arrives.
  final void giveUp(Throwable why) {
    var cancellation = why instanceof CancelFailure failure ? failure : new CancelFailure(why);
    var ignored = CancelSweep.cancel(this, null, cancellation);
  }

  /// Who waits, for the trace.
  abstract String who();

  /// Where the one who waits was started, if known.
  @Nullable Throwable origin() {
    return null;
  }

  /// What has arrived.
  final T resultOrThrow() {
    Failure failure = failure();
    if (failure == null) {
      return resultNow();
    }
    Throwable error = failure.error;
    if (error.getSuppressed().length < TRACES_MAX) {
      error.addSuppressed(new AwaitTrace(who() + " awaited " + awaited.label(), origin()));
    }
    throw Failure.raise(error);
  }

  /// The stack of an await that has failed; part of the trace of the failure, never thrown.
  private static final class AwaitTrace extends Exception {
    private static final long serialVersionUID = 1L;

    AwaitTrace(String message, @Nullable Throwable origin) {
      super(message, origin);
    }
  }
}

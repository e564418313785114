package dev.triga.app;

import dev.triga.actors.ending.HastyExit;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Signal;
import dev.triga.tasks.OutcomeStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What signals mean to `triga batch`: TERM and the first INT stop the batch, also one that is
/// about to begin; a second INT ends the process at once with 130.
final class BatchSignals {
  private static final int INTERRUPTED_EXIT_CODE = 130;

  private @Nullable OutcomeStream<?, ?> batch;
  private boolean isStopped;
  private boolean isInterrupted;

  private BatchSignals() {}

  /// From the return on signals mean that.
  ///
  /// @param reactor gets them; it has been started
  static BatchSignals install(Reactor reactor) {
    var signals = new BatchSignals();
    reactor.signals().withoutDefaults();
    handle(reactor, Signal.TERM, _ -> signals.stop());
    handle(reactor, Signal.INT, _ -> signals.interrupted());
    return signals;
  }

  /// A signal that cannot be had is left alone; the reactor's log says why.
  private static void handle(Reactor reactor, Signal signal, Consumer<Signal> action) {
    try {
      reactor.signals().on(signal, action);
    } catch (UnsupportedOperationException e) {
      reactor.log().debug("no handler for signal " + signal, e);
    }
  }

  /// They are for this batch, which has begun.
  synchronized void attach(OutcomeStream<?, ?> begun) {
    batch = begun;
    if (isStopped) {
      begun.stop();
    }
  }

  private synchronized void stop() {
    isStopped = true;
    if (batch != null) {
      batch.stop();
    }
  }

  private synchronized void interrupted() {
    if (isInterrupted) {
      HastyExit.exit(INTERRUPTED_EXIT_CODE);
    }
    isInterrupted = true;
    stop();
  }
}

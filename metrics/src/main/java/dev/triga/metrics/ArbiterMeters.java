package dev.triga.metrics;

import dev.triga.actors.ActorState;
import dev.triga.actors.Arbiter;
import dev.triga.reactor.ScheduledCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Meters of an arbiter and of all actors below it, in whatever process they are: which run, with
/// what in their mailboxes, what their loops and processes cost, and what they serve. They are
/// asked at intervals, so that a registry which is read sees figures that are a few seconds old.
///
/// ```java
/// try (var meters = new ArbiterMeters(arbiter)) {
///   meters.bindTo(registry);
/// }
/// ```
///
/// Bind and close on the arbiter's turn; the registry may be read on any thread. It ends with the
/// arbiter; after [#close] the meters keep their last values.
public final class ArbiterMeters implements MeterBinder, AutoCloseable {
  /// How often the actors are asked, unless said otherwise.
  public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(5);

  private final Arbiter arbiter;
  private final Duration period;
  private @Nullable ScheduledCall next;
  private boolean isClosed;

  /// Of an arbiter, every [#DEFAULT_PERIOD].
  public ArbiterMeters(Arbiter arbiter) {
    this(arbiter, DEFAULT_PERIOD);
  }

  /// Of an arbiter, so often.
  ///
  /// @throws IllegalArgumentException if the period is not positive
  public ArbiterMeters(Arbiter arbiter, Duration period) {
    if (!period.isPositive()) {
      throw new IllegalArgumentException("a period of " + period + " is not positive");
    }
    this.arbiter = arbiter;
    this.period = period;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    ask(new InfoMeters(registry, true));
  }

  private void ask(InfoMeters meters) {
    if (isClosed || arbiter.state().isOver()) {
      return;
    }
    var _ =
        arbiter
            .info()
            .handle((info, failure) -> {
              if (info != null) {
                meters.update(info);
              }
              // An arbiter that fails to answer is about to end.
              if (!isClosed && arbiter.state() != ActorState.TERMINATED) {
                next = arbiter.reactor().schedule(period, () -> ask(meters));
              }
              return null;
            });
  }

  /// Asks no more.
  @Override
  public void close() {
    isClosed = true;
    var due = next;
    if (due != null) {
      due.cancel();
    }
  }
}

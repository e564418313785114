package dev.triga.metrics;

import dev.triga.loop.LoopFigures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ScheduledCall;
import dev.triga.reactor.ThreadCounts;
import dev.triga.reactor.ThreadKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Meters of one reactor, each with the tag `reactor` (its name):
///
/// | meter | what |
/// | --- | --- |
/// | `triga.reactor.queue.delay` | how long a task waits for its turn; one is sent each second to find out |
/// | `triga.reactor.pass` | how long the loop takes from one pass to the next, when asked for one |
/// | `triga.reactor.cpu` | processor time of the loop's thread, in seconds |
/// | `triga.reactor.callbacks` | callbacks that have begun |
/// | `triga.reactor.timers`, `.connections` | calls that are scheduled, stream connections that are open |
/// | `triga.reactor.received`, `.written` | bytes that protocols were given, and that were taken to be sent |
/// | `triga.reactor.threads.running`, `.waiting`, `.failed` | calls in its threads, by `threads`, the kind |
///
/// Timers, connections and bytes are looked at once a second.
///
/// Any thread. It ends with the reactor; after [#close] nothing more is measured.
public final class ReactorMeters implements MeterBinder, AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Reactor reactor;
  private volatile @Nullable ScheduledCall next;
  private volatile boolean isClosed;
  private volatile long cpuNanos;
  private volatile LoopFigures figures = LoopFigures.NONE;

  /// Of a reactor.
  public ReactorMeters(Reactor reactor) {
    this.reactor = reactor;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    var tags = Tags.of("reactor", reactor.name());
    FunctionCounter.builder("triga.reactor.callbacks", (Turn) reactor, Turn::callbacks)
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("triga.reactor.cpu", this, self -> self.cpuNanos / NANOS_PER_SECOND)
        .tags(tags)
        .baseUnit("seconds")
        .register(registry);
    latest(registry, tags, "timers", LoopFigures::timers);
    latest(registry, tags, "connections", LoopFigures::connections);
    bytes(registry, tags, "received", LoopFigures::receivedBytes);
    bytes(registry, tags, "written", LoopFigures::writtenBytes);
    for (ThreadKind kind : ThreadKind.values()) {
      var own = tags.and("threads", kind.name().toLowerCase(Locale.ROOT));
      gauge(registry, own, "running", kind, ThreadCounts::running);
      gauge(registry, own, "waiting", kind, ThreadCounts::waiting);
      FunctionCounter.builder(
              "triga.reactor.threads.failed", reactor, of -> of.threads().counts(kind).failed())
          .tags(own)
          .register(registry);
    }
    var delay = Timer.builder("triga.reactor.queue.delay").tags(tags).register(registry);
    var pass = Timer.builder("triga.reactor.pass").tags(tags).register(registry);
    probeLater(delay, pass);
  }

  private void latest(
      MeterRegistry registry, Tags tags, String what, ToDoubleFunction<LoopFigures> value) {
    Gauge.builder("triga.reactor." + what, this, self -> value.applyAsDouble(self.figures))
        .tags(tags)
        .register(registry);
  }

  private void bytes(
      MeterRegistry registry, Tags tags, String what, ToDoubleFunction<LoopFigures> value) {
    FunctionCounter.builder(
            "triga.reactor." + what, this, self -> value.applyAsDouble(self.figures))
        .tags(tags)
        .baseUnit("bytes")
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      Tags tags,
      String what,
      ThreadKind kind,
      ToDoubleFunction<ThreadCounts> value) {
    Gauge.builder(
            "triga.reactor.threads." + what,
            reactor,
            of -> value.applyAsDouble(of.threads().counts(kind)))
        .tags(tags)
        .register(registry);
  }

  private void probeLater(Timer delay, Timer pass) {
    if (!isClosed) {
      unlessStopped(() -> next = reactor.schedule(PERIOD, () -> probe(delay, pass)));
    }
  }

  /// A task through the queue, and one more for the pass behind it.
  private void probe(Timer delay, Timer pass) {
    long asked = reactor.clock().nanoTime();
    unlessStopped(() ->
        reactor.execute(() -> {
          long begun = reactor.clock().nanoTime();
          delay.record(begun - asked, TimeUnit.NANOSECONDS);
          unlessStopped(() ->
              reactor.execute(() -> {
                pass.record(reactor.clock().nanoTime() - begun, TimeUnit.NANOSECONDS);
                long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                cpuNanos = Math.max(cpuNanos, cpu);
                figures = ((Turn) reactor).figures();
                probeLater(delay, pass);
              }));
        }));
  }

  private static void unlessStopped(Runnable submission) {
    try {
      submission.run();
    } catch (ReactorStoppedException e) {
      return; // Nothing more is to be measured.
    }
  }

  /// Measures no more.
  @Override
  public void close() {
    isClosed = true;
    var due = next;
    if (due != null) {
      due.cancel();
    }
  }
}

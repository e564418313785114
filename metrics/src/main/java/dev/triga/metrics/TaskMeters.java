package dev.triga.metrics;

import dev.triga.tasks.TaskCounts;
import dev.triga.tasks.TaskPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Meters of one task pool, each with the tag `pool`: `triga.tasks.workers`, `.running`,
/// `.abandoned` and `.batches` as they are at the moment, and `triga.tasks.ended` by `outcome`
/// (succeeded, failed, timed-out, lost, cancelled) and `triga.tasks.retried` since the pool was
/// opened. See [TaskCounts]. Any thread; a closed pool keeps its last counts.
///
/// @param pool the pool
/// @param name what the tag says
public record TaskMeters(TaskPool pool, String name) implements MeterBinder {
  private static final Map<String, ToDoubleFunction<TaskCounts>> GAUGES =
      Map.of(
          "workers", TaskCounts::workers,
          "running", TaskCounts::running,
          "abandoned", TaskCounts::abandoned,
          "batches", TaskCounts::batches);

  /// How tasks end.
  private record Ending(String outcome, ToDoubleFunction<TaskCounts> count) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending("succeeded", TaskCounts::succeeded),
          new Ending("failed", TaskCounts::failed),
          new Ending("timed-out", TaskCounts::timedOut),
          new Ending("lost", TaskCounts::lost),
          new Ending("cancelled", TaskCounts::cancelled));

  @Override
  public void bindTo(MeterRegistry registry) {
    var tags = Tags.of("pool", name);
    GAUGES.forEach((what, value) ->
        Gauge.builder("triga.tasks." + what, pool, of -> value.applyAsDouble(of.counts()))
            .tags(tags)
            .register(registry));
    for (Ending ending : ENDINGS) {
      FunctionCounter.builder(
              "triga.tasks.ended", pool, of -> ending.count().applyAsDouble(of.counts()))
          .tags(tags.and("outcome", ending.outcome()))
          .register(registry);
    }
    FunctionCounter.builder("triga.tasks.retried", pool, of -> of.counts().retried())
        .tags(tags)
        .register(registry);
  }
}

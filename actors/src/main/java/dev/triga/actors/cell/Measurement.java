package dev.triga.actors.cell;

import dev.triga.actors.ActorKind;
import dev.triga.async.Deferred;
import dev.triga.reactor.ReactorStoppedException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a loop and a process cost, measured at the moment when somebody asks: nothing is counted
/// for it beforehand.
final class Measurement {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double MICROS_PER_SECOND = 1e6;

  private Measurement() {}

  /// The figures of an actor: `loop` where it has a loop of its own, and `system` where it has a
  /// process. Where time is virtual there are none, because they would differ from run to run.
  static Deferred<Map<String, Object>> of(Cell cell) {
    ActorKind kind = cell.kind();
    if (cell.reactor().clock().isVirtual()
        || kind == ActorKind.LOCAL
        || kind == ActorKind.MONITOR) {
      return Deferred.succeeded(Map.of());
    }
    Deferred<Map<String, Object>> system =
        kind == ActorKind.THREAD
            ? Deferred.succeeded(Map.of())
            : cell.reactor().deferToThread(ProcessFigures::take);
    return system
        .thenCompose(figures -> loop(cell, figures))
        .exceptionally(failure -> Map.of("loop", failure.toString()));
  }

  private static Deferred<Map<String, Object>> loop(Cell cell, Map<String, Object> system) {
    Deferred<Map<String, Object>> figures = new Deferred<>(cell.reactor());
    long asked = System.nanoTime();
    later(
        cell,
        figures,
        () -> {
          long begun = System.nanoTime();
          later(
              cell,
              figures,
              () -> {
                Map<String, Object> measured = new LinkedHashMap<>();
                measured.put("loop", figures(cell, begun - asked, System.nanoTime() - begun));
                if (!system.isEmpty()) {
                  measured.put("system", system);
                }
                figures.succeed(measured);
              });
        });
    return figures;
  }

  /// In the next pass of the loop, and on its thread.
  private static void later(Cell cell, Deferred<Map<String, Object>> figures, Runnable measure) {
    try {
      cell.reactor().execute(measure);
    } catch (ReactorStoppedException e) {
      figures.fail(e);
    }
  }

  /// @param queueNanos how long a task has waited for its turn
  /// @param passNanos how long the loop has taken from one pass to the next
  private static Map<String, Object> figures(Cell cell, long queueNanos, long passNanos) {
    Map<String, Object> loop = new LinkedHashMap<>();
    loop.put("queue-delay-ms", Math.round(queueNanos / NANOS_PER_MICRO) / MICROS_PER_MILLI);
    loop.put("pass-ms", Math.round(passNanos / NANOS_PER_MICRO) / MICROS_PER_MILLI);
    loop.put("callbacks", cell.turn.callbacks());
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    if (cpu >= 0) {
      loop.put("cpu-seconds", Math.round(cpu / NANOS_PER_MICRO) / MICROS_PER_SECOND);
    }
    return loop;
  }
}

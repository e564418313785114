package dev.triga.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Meters of what an arbiter and all below it tell, each with the tags `actor` (its name) and
/// `kind`. An actor that is gone takes its meters with it; one that takes its name begins at zero,
/// which those who draw counters know how to read. Updates come from one thread at a time; the
/// registry may read on any.
final class InfoMeters {
  private static final Figure CONNECTIONS =
      new Figure(
          "triga.connections", null, "servers", "connections", 1, false, "Open connections.");

  private static final Figure RUNNING =
      new Figure(
          "triga.actor.running", null, "actor", "state", 1, false, "1 for an actor that runs.");

  private final MeterRegistry registry;
  private final boolean hasTimer;
  private final Map<String, Row> rows = new HashMap<>();

  /// @param hasTimer whether how long requests took becomes a timer: its number and its sum
  InfoMeters(MeterRegistry registry, boolean hasTimer) {
    this.registry = registry;
    this.hasTimer = hasTimer;
  }

  /// The meters of one actor.
  private final class Row {
    private final Tags tags;
    private final Map<String, Double> values = new ConcurrentHashMap<>();
    private final List<Meter> meters = new ArrayList<>();

    Row(Tags tags) {
      this.tags = tags;
    }

    private double value(String meter) {
      return values.getOrDefault(meter, 0.0);
    }

    void set(Figure figure, double value) {
      String key = figure.meter();
      if (values.put(key, value) == null) {
        meters.add(
            figure.isCount()
                ? FunctionCounter.builder(key, this, row -> row.value(key))
                    .tags(tags)
                    .baseUnit(figure.unit())
                    .description(figure.help())
                    .register(registry)
                : Gauge.builder(key, this, row -> row.value(key))
                    .tags(tags)
                    .baseUnit(figure.unit())
                    .description(figure.help())
                    .register(registry));
      }
    }

    /// One counter of several that differ by a tag.
    void setStatus(String status, double value) {
      String key = "triga.http.requests " + status;
      if (values.put(key, value) == null) {
        meters.add(
            FunctionCounter.builder("triga.http.requests", this, row -> row.value(key))
                .tags(tags.and("status", status))
                .description("Requests that were answered.")
                .register(registry));
      }
    }

    void setTime(double count, double seconds) {
      values.put("seconds", seconds);
      if (values.put("ended", count) == null) {
        meters.add(
            FunctionTimer.builder(
                    "triga.http.request.duration",
                    this,
                    row -> (long) row.value("ended"),
                    row -> row.value("seconds"),
                    TimeUnit.SECONDS)
                .tags(tags)
                .register(registry));
      }
    }

    void remove() {
      meters.forEach(registry::remove);
    }
  }

  /// Takes what an arbiter tells about itself and all below it.
  void update(Map<?, ?> info) {
    Set<String> seen = new HashSet<>();
    add(info, seen);
    rows.entrySet()
        .removeIf(entry -> {
          boolean isGone = !seen.contains(entry.getKey());
          if (isGone) {
            entry.getValue().remove();
          }
          return isGone;
        });
  }

  private void add(Map<?, ?> told, Set<String> seen) {
    InfoTree.each(
        told,
        (name, each) -> {
          seen.add(name);
          var tags = Tags.of("actor", name, "kind", InfoTree.text(each, "actor", "kind"));
          set(rows.computeIfAbsent(name, key -> new Row(tags)), each);
        });
  }

  private void set(Row row, Map<?, ?> told) {
    for (Figure figure : Figure.ALL) {
      double value = InfoTree.number(told, figure.part(), figure.value());
      if (Double.isFinite(value)) {
        row.set(figure, value * figure.scale());
      }
    }
    double connections = InfoTree.connections(told);
    if (Double.isFinite(connections)) {
      row.set(CONNECTIONS, connections);
    }
    row.set(RUNNING, InfoTree.text(told, "actor", "state").equals("running") ? 1 : 0);
    for (int hundreds = 1; hundreds <= 5; hundreds++) {
      double answered = InfoTree.number(told, "requests", hundreds + "xx");
      if (Double.isFinite(answered)) {
        row.setStatus(hundreds + "xx", answered);
      }
    }
    double seconds = InfoTree.number(told, "requests", "total-seconds");
    if (hasTimer && Double.isFinite(seconds)) {
      row.setTime(InfoTree.number(told, "requests", "ended"), seconds);
    }
  }
}

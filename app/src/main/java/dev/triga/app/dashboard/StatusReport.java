package dev.triga.app.dashboard;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes of the tree that an arbiter tells (see [dev.triga.actors.Arbiter#info]) what the page
/// shows and `/status.json` answers: one row for each actor, with rates since the report before. On
/// the turn.
///
/// | member | what |
/// | --- | --- |
/// | `time` | when, in UTC |
/// | `server` | name, versions |
/// | `arbiter` | its row |
/// | `monitors` | name, id, state, how many workers are `wanted` and `running`, have `ended`, `failed` |
/// | `actors` | a row for each actor but the arbiter and the monitors |
/// | `endings` | who has ended and why, newest first |
/// | `totals` | requests, connections, memory and processor of all together |
/// | `log` | the end of the log, oldest first |
///
/// The members of a row are those of the tree, flat; what nobody has told is left out.
final class StatusReport {
  /// How many endings are shown.
  private static final int ENDINGS_MAX = 50;

  private final Map<String, Object> about;
  private final LogTail tail;
  private final Clock wall;

  /// What the rows of the report before had counted, by the actors' ids.
  private Map<String, Reading> before = Map.of();

  /// @param about what is said of the server, whatever it does
  StatusReport(Map<String, Object> about, LogTail tail, Clock wall) {
    this.about = about;
    this.tail = tail;
    this.wall = wall;
  }

  /// The report of a moment.
  ///
  /// @param nanos when, by the reactor's clock
  Map<String, Object> of(Map<String, Object> info, long nanos) {
    var made = new Rows(nanos);
    Map<String, Object> arbiter = made.row(info, "");
    made.below(info);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("time", wall.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    report.put("server", about);
    report.put("arbiter", arbiter);
    report.put("monitors", made.monitors);
    report.put("actors", made.actors);
    report.put("endings", made.newestEndings());
    report.put("totals", Totals.of(arbiter, made.actors, made.recent));
    report.put("log", tail.entries());
    before = made.readings;
    return report;
  }

  /// The rows of one report.
  private final class Rows {
    private final long nanos;
    private final List<Map<String, Object>> monitors = new ArrayList<>();
    private final List<Map<String, Object>> actors = new ArrayList<>();
    private final List<Map<String, Object>> endings = new ArrayList<>();
    private final Map<String, Reading> readings = new HashMap<>();
    private final Latencies recent = new Latencies();

    Rows(long nanos) {
      this.nanos = nanos;
    }

    /// Those that an actor has started, and theirs.
    void below(Map<?, ?> info) {
      String manager = String.valueOf(Part.of(info, "actor").get("name"));
      if (info.get("endings") instanceof List<?> ended) {
        for (Object each : ended) {
          if (each instanceof Map<?, ?> ending) {
            endings.add(Part.copy(ending));
          }
        }
      }
      if (info.get("actors") instanceof List<?> children) {
        for (Object child : children) {
          if (child instanceof Map<?, ?> told) {
            add(told, manager);
            below(told);
          }
        }
      }
    }

    private void add(Map<?, ?> told, String manager) {
      if ("monitor".equals(Part.of(told, "actor").get("kind"))) {
        Map<String, Object> monitor = new LinkedHashMap<>();
        Part.of(told, "actor").text(monitor, "name", "id", "state");
        Part.of(told, "workers").number(monitor, "wanted", "running", "ended", "failed");
        monitors.add(monitor);
      } else {
        actors.add(row(told, manager));
      }
    }

    Map<String, Object> row(Map<?, ?> told, String manager) {
      Map<String, Object> row = new LinkedHashMap<>();
      var actor = Part.of(told, "actor");
      actor.text(row, "name", "id", "kind", "state");
      if (!manager.isEmpty()) {
        row.put("manager", manager);
      }
      actor.number(row, "age", "uptime-seconds", "process");
      Part.of(told, "heartbeat").number(row, "silent-ms");
      Part.of(told, "loop").number(row, "queue-delay-ms", "pass-ms");
      Part.of(told, "mailbox").number(row, "depth", "handled");
      Part.of(told, "system")
          .number(
              row,
              "memory-bytes",
              "heap-used-bytes",
              "heap-committed-bytes",
              "heap-max-bytes",
              "collections",
              "descriptors",
              "descriptors-max",
              "threads");
      connections(told, row);
      var reading = Reading.of(told, nanos);
      String id = String.valueOf(row.get("id"));
      readings.put(id, reading);
      reading.rates(before.get(id), row, recent);
      return row;
    }

    private static void connections(Map<?, ?> told, Map<String, Object> row) {
      Map<?, ?> servers = Part.of(told, "servers").values();
      if (!servers.isEmpty()) {
        long open = 0;
        for (Object server : servers.values()) {
          if (server instanceof Map<?, ?> port && port.get("connections") instanceof Number count) {
            open += count.longValue();
          }
        }
        row.put("connections", open);
      }
      Part.of(told, "requests").number(row, "in-flight");
    }

    List<Map<String, Object>> newestEndings() {
      endings.sort(
          Comparator.comparing((Map<String, Object> ending) -> String.valueOf(ending.get("time")))
              .reversed());
      return List.copyOf(endings.subList(0, Math.min(ENDINGS_MAX, endings.size())));
    }
  }

  /// One part of what an actor tells.
  ///
  /// @param values by name
  record Part(Map<?, ?> values) {
    static Part of(Map<?, ?> told, String name) {
      return new Part(told.get(name) instanceof Map<?, ?> part ? part : Map.of());
    }

    @Nullable Object get(String name) {
      return values.get(name);
    }

    double number(String name) {
      return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    void number(Map<String, Object> into, String... names) {
      for (String name : names) {
        if (values.get(name) instanceof Number number && Double.isFinite(number.doubleValue())) {
          into.put(name, number);
        }
      }
    }

    void text(Map<String, Object> into, String... names) {
      for (String name : names) {
        Object value = values.get(name);
        if (value != null) {
          into.put(name, value.toString());
        }
      }
    }

    /// With what has a form in JSON.
    static Map<String, Object> copy(Map<?, ?> values) {
      Map<String, Object> copy = new LinkedHashMap<>();
      values.forEach((name, value) -> {
        if (value instanceof Number || value instanceof Boolean) {
          copy.put(String.valueOf(name), value);
        } else if (value != null) {
          copy.put(String.valueOf(name), value.toString());
        }
      });
      return copy;
    }
  }
}

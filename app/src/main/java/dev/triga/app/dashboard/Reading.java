package dev.triga.app.dashboard;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one actor has counted up to a moment; two of them make rates.
///
/// @param nanos when
/// @param counts by the names that the rates will have
/// @param times how many requests took how long, by the longest time of each class in microseconds
record Reading(long nanos, Map<String, Double> counts, Map<Long, Long> times) {
  private static final double NANOS_PER_SECOND = 1e9;

  /// What is older makes no rate: it would be a mean of long ago.
  private static final double SECONDS_MAX = 10;

  static Reading of(Map<?, ?> told, long nanos) {
    Map<String, Double> counts = new HashMap<>();
    var loop = StatusReport.Part.of(told, "loop");
    var system = StatusReport.Part.of(told, "system");
    var mailbox = StatusReport.Part.of(told, "mailbox");
    var requests = StatusReport.Part.of(told, "requests");
    put(counts, "loop-percent", loop.number("cpu-seconds") * 100);
    put(counts, "callbacks-per-second", loop.number("callbacks"));
    put(counts, "cpu-percent", system.number("cpu-seconds") * 100);
    put(counts, "collection-percent", system.number("collection-seconds") * 100);
    put(counts, "messages-per-second", mailbox.number("handled"));
    put(counts, "requests-per-second", requests.number("ended"));
    put(counts, "errors-per-second", requests.number("5xx"));
    put(counts, "body-bytes-per-second", requests.number("body-bytes"));
    Map<Long, Long> times = new HashMap<>();
    if (requests.get("times-us") instanceof Map<?, ?> classes) {
      classes.forEach((micros, count) -> {
        if (count instanceof Number number) {
          times.put(Long.parseLong(String.valueOf(micros)), number.longValue());
        }
      });
    }
    return new Reading(nanos, counts, times);
  }

  private static void put(Map<String, Double> counts, String name, double value) {
    if (Double.isFinite(value)) {
      counts.put(name, value);
    }
  }

  /// Adds to a row what has changed since an earlier reading, and to the latencies of all.
  void rates(@Nullable Reading before, Map<String, Object> row, Latencies all) {
    if (before == null) {
      return;
    }
    double seconds = (nanos - before.nanos) / NANOS_PER_SECOND;
    if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
      return;
    }
    counts.forEach((name, count) -> {
      Double earlier = before.counts.get(name);
      if (earlier != null && count >= earlier) {
        row.put(name, Latencies.rounded((count - earlier) / seconds));
      }
    });
    var own = new Latencies();
    times.forEach(
        (micros, count) -> own.add(micros, count - before.times.getOrDefault(micros, 0L)));
    own.put(row);
    all.addAll(own);
  }
}

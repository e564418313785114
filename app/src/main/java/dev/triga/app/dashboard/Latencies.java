package dev.triga.app.dashboard;

import java.util.Map;
import java.util.TreeMap;

/// How many requests took how long, and the quantiles of it.
final class Latencies {
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double DIGITS = 1e3;

  private final TreeMap<Long, Long> counts = new TreeMap<>();
  private long total;

  /// @param maxMicros the longest time of a class
  void add(long maxMicros, long count) {
    if (count > 0) {
      counts.merge(maxMicros, count, Long::sum);
      total += count;
    }
  }

  void addAll(Latencies others) {
    others.counts.forEach(this::add);
  }

  /// Puts the median and what one in a hundred was slower than, if there was any request.
  void put(Map<String, Object> row) {
    if (total > 0) {
      row.put("p50-ms", quantile(0.5));
      row.put("p99-ms", quantile(0.99));
    }
  }

  /// The longest time of the class that it is in, in milliseconds; of the last class, which has no
  /// longest time, that of the one before.
  private double quantile(double part) {
    long rank = (long) Math.ceil(total * part);
    long seen = 0;
    long micros = 0;
    for (var entry : counts.entrySet()) {
      if (entry.getKey() != Long.MAX_VALUE) {
        micros = entry.getKey();
      }
      seen += entry.getValue();
      if (seen >= rank) {
        break;
      }
    }
    return rounded((micros + 1) / MICROS_PER_MILLI);
  }

  /// With three digits behind the point.
  static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}

package dev.triga.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;

/// How long requests took, as a histogram for each actor: Micrometer's own histograms count what
/// happens in this process, and this has been counted in others.
final class RequestTimes implements MultiCollector {
  private static final String NAME = "triga_http_request_duration_seconds";
  private static final double MICROS_PER_SECOND = 1e6;

  /// The upper bounds in seconds, as most clients of Prometheus have them, and three below: what a
  /// server answers from memory takes microseconds.
  private static final double[] BOUNDS = {
    0.000_1,
    0.000_5,
    0.001,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    Double.POSITIVE_INFINITY
  };

  private volatile MetricSnapshots latest = new MetricSnapshots();

  void update(Map<?, ?> info) {
    var histogram =
        HistogramSnapshot.builder()
            .name(NAME)
            .help("From the head of a request to the end of its answer.");
    InfoTree.each(
        info,
        (name, told) -> {
          double sum = InfoTree.number(told, "requests", "total-seconds");
          if (Double.isFinite(sum)) {
            histogram.dataPoint(
                HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("actor", name, "kind", InfoTree.text(told, "actor", "kind")))
                    .classicHistogramBuckets(
                        ClassicHistogramBuckets.of(BOUNDS, counts(InfoTree.times(told))))
                    .sum(sum)
                    .build());
          }
        });
    var made = histogram.build();
    latest = made.getDataPoints().isEmpty() ? new MetricSnapshots() : MetricSnapshots.of(made);
  }

  /// How many are between each bound and the one before. A class counts where its longest time is.
  private static Number[] counts(Map<?, ?> times) {
    long[] counts = new long[BOUNDS.length];
    times.forEach((micros, count) -> {
      if (count instanceof Number number) {
        counts[index(Long.parseLong(String.valueOf(micros)))] += number.longValue();
      }
    });
    Number[] boxed = new Number[counts.length];
    for (int i = 0; i < counts.length; i++) {
      boxed[i] = counts[i];
    }
    return boxed;
  }

  private static int index(long maxMicros) {
    if (maxMicros == Long.MAX_VALUE) {
      return BOUNDS.length - 1;
    }
    int index = 0;
    while (maxMicros / MICROS_PER_SECOND > BOUNDS[index]) {
      index++;
    }
    return index;
  }

  @Override
  public MetricSnapshots collect() {
    return latest;
  }
}

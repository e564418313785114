package dev.triga.app;

import dev.triga.http.RequestCounters;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a worker that serves HTTP tells of its requests, since it began.
final class RequestInfo {
  private static final double NANOS_PER_SECOND = 1e9;

  private RequestInfo() {}

  /// `times-us` has how many took how long, by the longest time of each class in microseconds.
  static Map<String, Object> of(RequestCounters counters) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("ended", counters.ended());
    info.put("in-flight", counters.inFlight());
    for (int hundreds = 1; hundreds <= 5; hundreds++) {
      info.put(hundreds + "xx", counters.status(hundreds));
    }
    info.put("clients-left", counters.clientsLeft());
    info.put("body-bytes", counters.bodyBytes());
    info.put("total-seconds", counters.totalNanos() / NANOS_PER_SECOND);
    Map<String, Object> times = new LinkedHashMap<>();
    for (var each : counters.times()) {
      times.put(Long.toString(each.maxMicros()), each.count());
    }
    info.put("times-us", times);
    return info;
  }
}

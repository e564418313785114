package dev.triga.app.dashboard;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The figures of all actors together.
final class Totals {
  private Totals() {}

  /// @param recent how long the requests since the report before took
  static Map<String, Object> of(
      Map<String, Object> arbiter, List<Map<String, Object>> actors, Latencies recent) {
    Map<String, Object> totals = new LinkedHashMap<>();
    Set<Object> processes = new HashSet<>();
    add(totals, processes, arbiter);
    actors.forEach(row -> add(totals, processes, row));
    totals.replaceAll((name, value) ->
        value instanceof Double number ? (Object) Latencies.rounded(number) : value);
    totals.put("processes", processes.size());
    recent.put(totals);
    return totals;
  }

  private static void add(
      Map<String, Object> totals, Set<Object> processes, Map<String, Object> row) {
    for (String name :
        List.of(
            "requests-per-second",
            "errors-per-second",
            "body-bytes-per-second",
            "connections",
            "in-flight",
            "cpu-percent",
            "memory-bytes")) {
      if (row.get(name) instanceof Number number) {
        boolean isWhole = number instanceof Long || number instanceof Integer;
        totals.merge(
            name,
            isWhole ? (Object) number.longValue() : (Object) number.doubleValue(),
            Totals::sum);
      }
    }
    Object process = row.get("process");
    if (process != null) {
      processes.add(process);
    }
  }

  private static Object sum(Object one, Object other) {
    return one instanceof Long a && other instanceof Long b
        ? (Object) (a + b)
        : (Object) (((Number) one).doubleValue() + ((Number) other).doubleValue());
  }
}

package dev.triga.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.http.Json;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogLevel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusReportTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final LogTail tail = new LogTail(entry -> {});
  private final StatusReport report =
      new StatusReport(Map.of("name", "web"), tail, Clock.fixed(NOW, ZoneOffset.UTC));

  private static Map<String, Object> worker(long ended, Map<String, Object> times) {
    return Map.of(
        "actor", Map.of("name", "web.1", "id", "a2", "kind", "process", "state", "running"),
        "servers", Map.of("tcp:1", Map.of("connections", 3), "tcp:2", Map.of("connections", 4)),
        "system", Map.of("memory-bytes", 5L, "cpu-seconds", ended / 1000.0),
        "loop", Map.of("queue-delay-ms", Double.NaN),
        "requests", Map.of("ended", ended, "5xx", 0, "times-us", times));
  }

  private static Map<String, Object> tree(Map<String, Object> worker) {
    Map<String, Object> monitor =
        Map.of(
            "actor", Map.of("name", "web", "id", "a1", "kind", "monitor", "state", "running"),
            "workers", Map.of("wanted", 2, "running", 1, "ended", 1, "failed", 1),
            "endings", List.of(Map.of("id", "a0", "time", "1"), Map.of("id", "a9", "time", "2")),
            "actors", List.of(worker));
    return Map.of(
        "actor", Map.of("name", "arbiter", "id", "arbiter", "kind", "arbiter", "process", 7),
        "actors", List.of(monitor));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> row(Map<String, Object> made) {
    return ((List<Map<String, Object>>) made.get("actors")).getFirst();
  }

  @Test
  void theTreeBecomesFlatAndNewestEndingsComeFirst() {
    var made = report.of(tree(worker(10, Map.of())), 0);
    assertThat(row(made))
        .containsEntry("manager", "web")
        .containsEntry("connections", 7L)
        .containsEntry("memory-bytes", 5L)
        .doesNotContainKeys("queue-delay-ms", "requests-per-second", "p50-ms");
    assertThat(made.get("monitors"))
        .isEqualTo(
            List.of(
                Map.of(
                    "name", "web", "id", "a1", "state", "running", "wanted", 2, "running", 1,
                    "ended", 1, "failed", 1)));
    assertThat(made.get("endings"))
        .isEqualTo(List.of(Map.of("id", "a9", "time", "2"), Map.of("id", "a0", "time", "1")));
    assertThat(Json.text(made)).contains("\"log\":[]");
    assertThat(made).containsEntry("time", "2026-11-21T10:00:00Z");
  }

  @Test
  void ratesAndQuantilesAreThoseSinceTheReportBefore() {
    report.of(tree(worker(1_000, Map.of("99", 1_000L))), 0);
    var later =
        report.of(
            tree(worker(1_100, Map.of("99", 1_098L, "199", 1L, "1999", 1L))),
            TimeUnit.SECONDS.toNanos(2));
    assertThat(row(later))
        .containsEntry("requests-per-second", 50.0)
        .containsEntry("cpu-percent", 5.0)
        .containsEntry("p50-ms", 0.1)
        .containsEntry("p99-ms", 0.2);
    assertThat(later.get("totals").toString()).contains("requests-per-second=50.0", "p99-ms=0.2");
  }

  @Test
  void aReportOfLongAgoAndAStartFromZeroMakeNoRate() {
    report.of(tree(worker(1_000, Map.of())), 0);
    assertThat(row(report.of(tree(worker(2_000, Map.of())), TimeUnit.SECONDS.toNanos(11))))
        .doesNotContainKey("requests-per-second");
    assertThat(row(report.of(tree(worker(5, Map.of())), TimeUnit.SECONDS.toNanos(12))))
        .doesNotContainKey("requests-per-second");
  }

  @Test
  void oneThatDoesNotAnswerIsARowAllTheSame() {
    Map<String, Object> silent =
        Map.of(
            "actor", Map.of("name", "web.1", "id", "a2", "state", "silent"),
            "heartbeat", Map.of("silent-ms", 9_000));
    assertThat(row(report.of(tree(silent), 0)))
        .containsEntry("state", "silent")
        .containsEntry("silent-ms", 9_000);
  }

  @Test
  void theTailOfTheLogIsBounded() throws Exception {
    for (int i = 0; i < 100; i++) {
      tail.observe(
          new LogEntry(NOW, LogLevel.ERROR, "web", "x".repeat(5_000), new Exception("why")));
    }
    assertThat(tail.entries()).hasSize(LogTail.ENTRIES_MAX);
    assertThat(tail.entries().getLast())
        .containsEntry("number", 100L)
        .containsEntry("level", "error");
    assertThat(tail.entries().getLast().get("message").toString()).hasSize(LogTail.CHARS_MAX + 1);
  }
}

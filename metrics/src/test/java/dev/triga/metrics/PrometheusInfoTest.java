package dev.triga.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.server.InfoExporter;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PrometheusInfoTest {
  private static Map<String, Object> tree(List<Map<String, Object>> workers) {
    Map<String, Object> monitor =
        Map.of(
            "actor", Map.of("name", "web", "kind", "monitor", "state", "running"),
            "workers", Map.of("wanted", 2, "running", 1, "ended", 3L, "failed", 1L),
            "actors", workers);
    return Map.of(
        "actor", Map.of("name", "arbiter", "kind", "arbiter", "state", "running"),
        "loop", Map.of("queue-delay-ms", 2.5, "callbacks", 12),
        "actors", List.of(monitor));
  }

  private static Map<String, Object> worker(long ended) {
    return Map.of(
        "actor", Map.of("name", "web.1", "kind", "process", "state", "running"),
        "servers", Map.of("tcp:1", Map.of("connections", 4)),
        "system", Map.of("memory-bytes", 1_000_000L),
        "requests",
            Map.of(
                "ended",
                ended,
                "2xx",
                ended - 1,
                "5xx",
                1L,
                "total-seconds",
                1.5,
                "times-us",
                Map.of("99", ended - 2, "1999", 1L, "9223372036854775807", 1L)));
  }

  @Test
  void itIsFoundAndTellsWhatAllActorsTell() {
    InfoExporter exporter = ServiceLoader.load(InfoExporter.class).findFirst().orElseThrow();
    assertThat(exporter).isInstanceOf(PrometheusInfo.class);
    assertThat(exporter.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(exporter.export(tree(List.of(worker(10)))).lines())
        .contains(
            "triga_workers_wanted{actor=\"web\",kind=\"monitor\"} 2.0",
            "triga_workers_failed_total{actor=\"web\",kind=\"monitor\"} 1.0",
            "triga_loop_queue_delay_seconds{actor=\"arbiter\",kind=\"arbiter\"} 0.0025",
            "triga_loop_callbacks_total{actor=\"arbiter\",kind=\"arbiter\"} 12.0",
            "triga_actor_running{actor=\"web.1\",kind=\"process\"} 1.0",
            "triga_connections{actor=\"web.1\",kind=\"process\"} 4.0",
            "triga_process_memory_bytes{actor=\"web.1\",kind=\"process\"} 1000000.0",
            "triga_http_requests_total{actor=\"web.1\",kind=\"process\",status=\"2xx\"} 9.0",
            "triga_http_requests_total{actor=\"web.1\",kind=\"process\",status=\"5xx\"} 1.0",
            "# TYPE triga_http_request_duration_seconds histogram",
            bucket("1.0E-4", 8),
            bucket("0.001", 8),
            bucket("0.005", 9),
            bucket("10.0", 9),
            bucket("+Inf", 10),
            "triga_http_request_duration_seconds_sum{actor=\"web.1\",kind=\"process\"} 1.5");
  }

  private static String bucket(String bound, int count) {
    return "triga_http_request_duration_seconds_bucket{actor=\"web.1\",kind=\"process\",le=\"%s\"} %d"
        .formatted(bound, count);
  }

  @Test
  void countsFollowAndThoseWhoAreGoneAreGone() {
    var exporter = new PrometheusInfo();
    exporter.export(tree(List.of(worker(10))));
    assertThat(exporter.export(tree(List.of(worker(20)))))
        .contains(
            "triga_http_requests_total{actor=\"web.1\",kind=\"process\",status=\"2xx\"} 19.0");
    assertThat(exporter.export(tree(List.of())))
        .doesNotContain("web.1")
        .contains("triga_workers_wanted");
    // A successor of the same name begins anew.
    assertThat(exporter.export(tree(List.of(worker(3)))))
        .contains("triga_http_requests_total{actor=\"web.1\",kind=\"process\",status=\"2xx\"} 2.0");
  }
}

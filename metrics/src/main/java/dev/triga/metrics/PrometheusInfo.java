package dev.triga.metrics;

import dev.triga.actors.server.InfoExporter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;

/// What an arbiter tells, in the text format of Prometheus. Any thread, one after the other.
public final class PrometheusInfo implements InfoExporter {
  private final RequestTimes times = new RequestTimes();
  private final PrometheusMeterRegistry registry;
  private final InfoMeters meters;

  /// Made by `ServiceLoader`.
  public PrometheusInfo() {
    var collected = new PrometheusRegistry();
    collected.register(times);
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, collected, Clock.SYSTEM);
    meters = new InfoMeters(registry, false);
  }

  @Override
  public String contentType() {
    return "text/plain; version=0.0.4; charset=utf-8";
  }

  @Override
  public synchronized String export(Map<String, Object> info) {
    meters.update(info);
    times.update(info);
    return registry.scrape();
  }
}

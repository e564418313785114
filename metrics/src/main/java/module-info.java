/// Meters for Micrometer. The app finds its text for Prometheus through `ServiceLoader`; programs
/// of one's own bind the meters to a registry of theirs.
module dev.triga.metrics {
  requires transitive dev.triga.actors;
  requires transitive dev.triga.reactor;
  requires transitive dev.triga.tasks;
  requires transitive micrometer.core;
  requires io.prometheus.metrics.model;
  requires java.management;
  requires micrometer.registry.prometheus;
  requires static org.jspecify;

  exports dev.triga.metrics;

  provides dev.triga.actors.server.InfoExporter with
      dev.triga.metrics.PrometheusInfo;
}

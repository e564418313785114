package dev.triga.http;

/// Is told of each request when it is over, in the order in which they end: for a file of them
/// ([AccessLogFile]), or to count and measure.
@FunctionalInterface
public interface AccessLog {
  /// A request is over. On the turn of the reactor that served it, so it must not block; one log
  /// may be told by several reactors at the same time. What it throws is reported to the reactor's
  /// log.
  void ended(AccessEntry entry);
}

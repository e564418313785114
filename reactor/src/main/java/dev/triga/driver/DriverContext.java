package dev.triga.driver;

import dev.triga.reactor.ReactorClock;

/// What a reactor gives to its driver when it opens it.
public interface DriverContext {
  /// The reactor's name, for messages and thread names.
  String reactorName();

  /// The reactor's clock.
  ReactorClock clock();

  /// The one buffer into which a readiness driver reads; it lives as long as the driver.
  ReadBuffer readBuffer();

  /// Reports something an operator should know, once per occasion, such as running out of
  /// descriptors. On the turn.
  void warn(String message);
}

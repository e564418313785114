package dev.triga.driver;

/// A named way to make drivers, found by [java.util.ServiceLoader].
///
/// Loading and asking a provider never throws: a back end that this machine lacks says so through
/// [#availability()]. Instances are stateless and may be used from any thread.
public interface DriverProvider {
  /// The short, lower-case name by which users choose it, such as `epoll`.
  String name();

  /// One line for people: what mechanism this is and what it is good for.
  String description();

  /// How strongly this driver is preferred as the default; the available one with the highest
  /// number wins. NIO, which is always there, has 0.
  int preference();

  /// Whether a driver can be opened here and now, with the reason when not.
  Availability availability();

  /// Opens a driver for the reactor that `context` describes, on any thread. The thread that polls
  /// it may be another one.
  ///
  /// @throws DriverUnavailableException if it cannot be opened, with the reason
  Driver open(DriverContext context);
}

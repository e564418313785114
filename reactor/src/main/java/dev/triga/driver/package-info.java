/// What lies below the reactor: the two service interfaces that a back end implements.
///
/// - [dev.triga.driver.Driver] turns one event mechanism of an operating system (or of a
///   simulation) into callbacks: it opens streams and listeners, waits, and dispatches.
/// - [dev.triga.driver.OperatingSystem] answers what only the system can do: here, resetting the
///   disposition of a signal.
///
/// A driver knows nothing of protocols or transports: it reports to the *sinks* of this package and
/// takes bytes from an [dev.triga.driver.OutBuffer]. All its methods but
/// [dev.triga.driver.Driver#wakeup] are called on the reactor's turn. Users of the reactor never
/// need this package; authors of a driver need only this package, a
/// `META-INF/services/dev.triga.driver.DriverProvider` line, and the contract suite of
/// `triga-testing` to prove it.
@org.jspecify.annotations.NullMarked
package dev.triga.driver;

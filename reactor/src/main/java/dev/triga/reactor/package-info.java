/// The reactor: an event loop that owns everything it calls.
///
/// ```java
/// try (var reactor = Reactor.open()) {
///   reactor.schedule(Duration.ofMillis(10), () -> reactor.log().info("ten milliseconds later"));
///   reactor.schedule(Duration.ofMillis(20), reactor::stop);
///   reactor.run();
/// }
/// ```
///
/// Start at [dev.triga.reactor.Reactor].
@org.jspecify.annotations.NullMarked
package dev.triga.reactor;

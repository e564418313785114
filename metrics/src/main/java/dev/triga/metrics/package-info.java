/// Meters of reactors, arbiters and task pools, for any registry of Micrometer.
///
/// ```java
/// var registry = new SimpleMeterRegistry();
/// new ReactorMeters(reactor).bindTo(registry);
/// new TaskMeters(pool, "mails").bindTo(registry);
/// new ArbiterMeters(arbiter).bindTo(registry);
/// ```
///
/// [ArbiterMeters] has also what the arbiter's workers tell, be they other processes: nothing has
/// to be bound in them. What a server that was started with `--dashboard` answers at `/metrics` is
/// made of the same.
@NullMarked
package dev.triga.metrics;

import org.jspecify.annotations.NullMarked;

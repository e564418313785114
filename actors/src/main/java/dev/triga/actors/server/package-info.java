/// A server as a process of the operating system: an arbiter that opens the ports, keeps workers
/// serving on them, and does what signals, a service manager and an operator ask for.
///
/// ```java
/// void main() {
///   System.exit(
///       ServerProcess.of("web")
///           .crew(
///               ServerCrew.of("web", ActorSpec.process("web", WebWorker.class))
///                   .bind(List.of(Endpoint.parse("tcp:8080")))
///                   .withWorkers(Workers.processes(4)))
///           .onReady(endpoints -> System.out.println("ready"))
///           .run());
/// }
/// ```
@NullMarked
package dev.triga.actors.server;

import org.jspecify.annotations.NullMarked;

/// Actors that are processes: on the side of the arbiter the place where one lives, on the other
/// side the program that the process runs.
///
/// ```java
/// population.habitats(ActorKind.PROCESS, WorkerProcesses.of(arbiter, WorkerSettings.DEFAULT));
/// ```
///
/// Nobody but this module uses it.
@NullMarked
package dev.triga.actors.worker;

import org.jspecify.annotations.NullMarked;

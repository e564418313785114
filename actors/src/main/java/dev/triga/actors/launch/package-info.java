/// How an actor that is a process comes to life, is watched, and ends: the run directory with its
/// sockets, the command line of a worker's JVM, what the worker does first, and the beacon that
/// tells whether it lives.
///
/// ```java
/// try (var directory = RunDirectory.create(RunDirectory.places(), pid)) {
///   reactor.listen(Endpoint.unix(directory.socket("arbiter")), Guard::new);
/// }
/// ```
///
/// Nobody but this module uses it.
@NullMarked
package dev.triga.actors.launch;

import org.jspecify.annotations.NullMarked;

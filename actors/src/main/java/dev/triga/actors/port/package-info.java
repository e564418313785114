/// The listening sockets of a run, as each of its processes has them.
///
/// ```java
/// for (String name : board.names()) {
///   board.listen(name, reactor, ListenOptions.DEFAULT, Echo::new);
/// }
/// ```
///
/// Nobody but this module uses it.
@NullMarked
package dev.triga.actors.port;

import org.jspecify.annotations.NullMarked;

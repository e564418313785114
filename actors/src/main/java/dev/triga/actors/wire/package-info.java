/// How actors of different processes speak: frames on a Unix-domain connection, the values in them,
/// functions, and failures.
///
/// A *message* is a run of bytes; it travels in *pieces*, each a frame behind its length, so that a
/// large one does not hold up what is urgent. There are two [lanes][dev.triga.actors.wire.Lane]:
/// what is about an actor's life overtakes what is in its mail. Every size has a limit.
///
/// ```java
/// var out = new WireOutput();
/// values.write(out, "hello", String.class);
/// connection.send(Lane.MAIL, out);
/// ```
///
/// Nobody but this module uses it.
@NullMarked
package dev.triga.actors.wire;

import org.jspecify.annotations.NullMarked;

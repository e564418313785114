/// The parts of the event loop: timers and the queue of submissions. Not exported; nothing here is
/// API for users of the module.
@NullMarked
package dev.triga.loop;

import org.jspecify.annotations.NullMarked;

/// The reactor: one thread that owns everything it calls, its timers, events, signals and log.
@NullMarked
package dev.triga.reactor;

import org.jspecify.annotations.NullMarked;

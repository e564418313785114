package dev.triga.loop;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A loop as the watchdog sees it. Everything in it is for any thread.
///
/// @param name the reactor's name
/// @param passes counts its passes
/// @param turnHolder tells which thread has the turn: the one that runs the loop, or a coroutine's
/// @param log the reactor's log
/// @param isExcused tells whether stalls are expected now and not to be reported
record Watched(
    String name,
    PassCounter passes,
    Supplier<@Nullable Thread> turnHolder,
    NamedLog log,
    BooleanSupplier isExcused) {
  /// One that is never excused.
  Watched(String name, PassCounter passes, Supplier<@Nullable Thread> turnHolder, NamedLog log) {
    this(name, passes, turnHolder, log, () -> false);
  }
}

package dev.triga.loop;

import org.jspecify.annotations.Nullable;

/// A loop as the watchdog sees it. Any thread.
interface Watched {
  /// The reactor's name.
  String name();

  /// Counts its passes.
  PassCounter passes();

  /// The thread that has the turn: the one that runs the loop, or a coroutine's. Null when nobody has.
  @Nullable Thread turnHolder();

  /// The reactor's log.
  NamedLog log();
}

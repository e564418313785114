package dev.triga.loop;

import dev.triga.driver.Availability;
import java.util.concurrent.Callable;

/// What carries the coroutines of a reactor.
enum CoroutineCarrier {
  /// The thread that runs the loop.
  LOOP,
  /// The JDK's own carriers of virtual threads.
  THREADS;

  /// The system property that chooses: `loop` or `threads`; without it the loop where the JVM
  /// allows it.
  static final String PROPERTY = "triga.coroutines";

  /// The one that a setting names.
  ///
  /// @param setting the value of the property, empty for the best that there is
  /// @throws IllegalArgumentException if there is none of that name, or the JVM does not allow it
  static CoroutineCarrier of(String setting) {
    boolean isOnLoop = LoopThreads.availability() instanceof Availability.Available;
    return switch (setting) {
      case "" -> isOnLoop ? LOOP : THREADS;
      case "threads" -> THREADS;
      case "loop" -> {
        if (LoopThreads.availability() instanceof Availability.Unavailable no) {
          throw new IllegalArgumentException(PROPERTY + "=loop cannot be had: " + no.reason());
        }
        yield LOOP;
      }
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " is '" + setting + "'; it may be 'loop' or 'threads'");
    };
  }

  /// A coroutine that has not begun.
  Coroutine coroutine(EventLoop loop, CoroutineResult<?> result, Callable<?> work, String name) {
    return this == LOOP
        ? new LoopCoroutine(loop, result, work, name)
        : new ThreadCoroutine(loop, result, work, name);
  }
}

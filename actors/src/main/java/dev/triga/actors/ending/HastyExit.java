package dev.triga.actors.ending;

import java.time.Duration;

/// Ends the process without waiting for anybody but its shutdown hooks, and for these not long.
public final class HastyExit {
  /// What the hooks remove are a few files.
  private static final Duration HOOKS_MAX = Duration.ofMillis(500);

  private HastyExit() {}

  /// Ends it with this exit code. Does not return. Any thread.
  public static void exit(int code) {
    Thread.ofPlatform().daemon().name("exit").start(() -> System.exit(code));
    try {
      Thread.sleep(HOOKS_MAX);
    } catch (InterruptedException e) {
      // Then at once.
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }
}

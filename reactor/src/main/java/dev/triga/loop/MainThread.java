package dev.triga.loop;

import java.util.Arrays;

/// The JVM's main thread.
final class MainThread {
  /// Its number, which is the lowest: it is made before all others. Which number that is depends on
  /// the JDK: 3 in JDK 25, because smaller ones mean something to its monitors. Once the main
  /// thread has ended, this is one of the JVM's own threads, which never runs a reactor.
  static final long ID = lowestId();

  private MainThread() {}

  private static long lowestId() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    // What does not fit is left out, and threads may start meanwhile: leave room.
    var threads = new Thread[2 * group.activeCount() + 16];
    int count = group.enumerate(threads);
    return Arrays.stream(threads, 0, count).mapToLong(Thread::threadId).min().orElse(-1);
  }
}

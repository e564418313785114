package dev.triga.benchmarks.harness;

import java.time.Duration;
import java.util.List;

/// A program in a JVM of its own beside the measuring one, which ends when it is closed.
public final class SecondJvm implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(30);

  private final Child child;

  private SecondJvm(Child child) {
    this.child = child;
  }

  /// Starts the program.
  public static SecondJvm start(Class<?> main, String... arguments) {
    return new SecondJvm(Child.start(ChildJvm.command(List.of(), main, arguments)));
  }

  /// The next line it prints.
  ///
  /// @throws Unavailable if it ends or stays silent instead
  public String readLine() {
    return child.readLine(START_MAX);
  }

  /// The number of its process.
  public long pid() {
    return child.pid();
  }

  @Override
  public void close() {
    child.close();
  }
}

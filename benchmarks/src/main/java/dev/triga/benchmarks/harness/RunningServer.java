package dev.triga.benchmarks.harness;

import java.time.Duration;
import java.util.List;

/// A contestant's process while it serves. For one thread.
public final class RunningServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /// How a program says that it cannot be measured here; the reason follows.
  static final String SKIP = "skip ";

  private final Contestant contestant;
  private final Child child;
  private final int port;

  private RunningServer(Contestant contestant, Child child, int port) {
    this.contestant = contestant;
    this.child = child;
    this.port = port;
  }

  /// Starts the contestant on its processor and waits until it listens.
  ///
  /// @param jvmOptions what a JVM is started with besides
  /// @throws Unavailable if it does not come to listen
  public static RunningServer start(Contestant contestant, List<String> jvmOptions) {
    return listening(contestant, launch(contestant, jvmOptions));
  }

  /// Starts the contestant's process on its processor.
  ///
  /// @throws Unavailable if it cannot be started
  static Child launch(Contestant contestant, List<String> jvmOptions) {
    return Child.start(Processors.forServer(contestant.command().arguments(jvmOptions)));
  }

  /// Waits until the contestant's process listens; one that does not is ended.
  ///
  /// @throws Unavailable if it does not come to listen
  static RunningServer listening(Contestant contestant, Child child) {
    try {
      String line = child.readLine(START_MAX);
      if (line.startsWith(SKIP)) {
        throw new Unavailable(line.substring(SKIP.length()));
      }
      return new RunningServer(contestant, child, Integer.parseInt(line.strip()));
    } catch (NumberFormatException e) {
      child.close();
      throw new Unavailable("it did not print its port: " + e.getMessage());
    } catch (Unavailable e) {
      child.close();
      throw e;
    }
  }

  /// What runs here.
  public Contestant contestant() {
    return contestant;
  }

  int port() {
    return port;
  }

  long pid() {
    return child.pid();
  }

  /// Bytes that all threads of the server have allocated on its heap so far. Only JVM servers
  /// answer.
  ///
  /// @throws Unavailable if it does not answer
  public long allocatedBytes() {
    child.writeLine("allocated");
    return Long.parseLong(child.readLine(ANSWER_MAX));
  }

  /// What the server has in use. Only JVM servers answer.
  ///
  /// @throws Unavailable if it does not answer
  public MemoryUse memory() {
    child.writeLine("memory");
    return MemoryUse.parse(child.readLine(ANSWER_MAX));
  }

  @Override
  public void close() {
    child.close();
  }
}

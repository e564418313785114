package dev.triga.benchmarks.micro;

/// Something that runs sequential code which waits, under test. Each method returns when all is
/// done.
public interface AwaitSubject extends AutoCloseable {
  /// Has one piece of sequential code give up its thread and get it back, so many times.
  void roundTrips(int count);

  /// Has one piece of sequential code wait for results that are still to come when it waits, so
  /// many one after the other; each comes from a task that it has handed to its loop.
  void answers(int count);

  /// Starts so many pieces of sequential code that end at once.
  void coroutines(int count);

  @Override
  void close();

  /// The contestant with this name.
  static AwaitSubject open(String name) {
    return switch (name) {
      case "triga-loop" -> new TrigaAwait("loop");
      case "triga-threads" -> new TrigaAwait("threads");
      case "jdk-virtual" -> new JdkAwait();
      case "vertx-virtual" -> new VertxAwait();
      default -> throw new IllegalArgumentException("Unknown kind of await " + name);
    };
  }
}

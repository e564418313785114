package dev.triga.benchmarks.micro;

/// Two actors, of which one sends to the other; under test.
public interface ActorSubject extends AutoCloseable {
  /// Has the one tell the other so many messages; returns when all were handled.
  void tell(int messages);

  /// Has the one ask the other so often, with so many questions open at a time; returns when all
  /// were answered.
  void ask(int questions, int open);

  /// Processor time that other processes have spent for this so far, in nanoseconds.
  long cpuNanosElsewhere();

  @Override
  void close();

  /// The contestant with this name.
  static ActorSubject open(String name) {
    return switch (name) {
      case "triga-thread" -> TrigaActors.threads();
      case "triga-process" -> TrigaActors.processes();
      case "triga-arbiter" -> TrigaActors.processAndArbiter();
      case "pekko-typed" -> PekkoActors.inOneProcess();
      case "pekko-artery" -> PekkoActors.inTwoProcesses();
      default -> throw new IllegalArgumentException("Unknown actors " + name);
    };
  }
}

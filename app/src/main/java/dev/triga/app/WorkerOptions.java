package dev.triga.app;

import dev.triga.actors.Workers;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a server is run by workers under an arbiter: how many, where, and when they are replaced.
final class WorkerOptions {
  /// Where workers live.
  enum Concurrency {
    /// In processes of their own.
    PROCESS,
    /// On threads of the arbiter's process.
    THREAD
  }

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      converter = OptionText.ToWorkers.class,
      description =
          "How many workers serve; 0 serves in the arbiter's own process. Default:"
              + " ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--concurrency",
      paramLabel = "KIND",
      defaultValue = "process",
      converter = OptionText.ToConcurrency.class,
      description = "What a worker is: process or thread. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private Concurrency concurrency;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "30",
      converter = OptionText.ToSeconds.class,
      description =
          "Seconds after which a worker that gives no sign of life is replaced. Default:"
              + " ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private Duration timeout;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "0",
      converter = OptionText.ToNumber.class,
      description =
          "Replace a worker after so many connections; 0 never does. Default: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Option(
      names = "--max-requests-jitter",
      paramLabel = "N",
      defaultValue = "0",
      converter = OptionText.ToNumber.class,
      description =
          "Up to so many connections more, at random, so that not all are replaced at once."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxRequestsJitter;

  @Option(
      names = "--pid-file",
      paramLabel = "FILE",
      description = "A file with the number of the process while it runs.")
  private @Nullable Path pidFile;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Become this user once the ports are open.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private String user;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Become a member of this group. Default: that of the user.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private String group;

  /// Made by picocli.
  WorkerOptions() {}

  /// How many workers there are; 0 for none.
  int count() {
    return workers;
  }

  /// The workers; without any, one that serves in the arbiter.
  Workers workers() {
    if (workers == 0) {
      return Workers.locals(1);
    }
    return switch (concurrency) {
      case PROCESS -> Workers.processes(workers);
      case THREAD -> Workers.threads(workers);
    };
  }

  /// How long a worker may be silent.
  Duration timeout() {
    return timeout;
  }

  /// After how many connections a worker is replaced; 0 for never.
  int maxRequests() {
    return maxRequests;
  }

  /// How many more at random.
  int maxRequestsJitter() {
    return maxRequestsJitter;
  }

  /// The file with the number of the process.
  @Nullable Path pidFile() {
    return pidFile;
  }

  /// Who to become.
  String user() {
    return user;
  }

  /// The group to become a member of.
  String group() {
    return group;
  }
}

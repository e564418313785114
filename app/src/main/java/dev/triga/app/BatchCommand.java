package dev.triga.app;

import dev.triga.async.Backoff;
import dev.triga.reactor.Reactor;
import dev.triga.tasks.Action;
import dev.triga.tasks.BatchEnding;
import dev.triga.tasks.BatchFailure;
import dev.triga.tasks.BatchOptions;
import dev.triga.tasks.Checkpoint;
import dev.triga.tasks.ErrorPolicy;
import dev.triga.tasks.Outcome;
import dev.triga.tasks.OutcomeStream;
import dev.triga.tasks.ProgressBar;
import dev.triga.tasks.TaskPool;
import dev.triga.tasks.TaskWorkers;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triga batch`: a command, or a Java task, for each line of a file or of standard input.
@Command(
    name = "batch",
    description = {
      "Run a command for each line: {} stands for the line; without it the line goes to its"
          + " standard input.",
      "Exit codes: 0 all succeeded, 1 some did not, 3 stopped early."
    },
    customSynopsis = {
      "triga batch [OPTIONS] -- COMMAND [ARG...]",
      "triga batch [OPTIONS] --task CLASS|FILE.java"
    })
final class BatchCommand implements Callable<Integer> {
  private static final int EXIT_SOME_FAILED = 1;
  private static final int EXIT_STOPPED = 3;

  /// What is on its way at a time: lines, and outcomes that wait for those before them.
  private static final int WINDOW = 10_000;

  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(10);

  /// The loop only passes on what commands write; that classes are loaded meanwhile on a busy
  /// machine is nobody's news.
  private static final Duration STALL_THRESHOLD = Duration.ofSeconds(10);

  /// A command that is asked to end gets a second before it is killed.
  private static final Duration GRACE = Duration.ofSeconds(2);

  /// What the system says of a pipe without a reader (EPIPE).
  private static final String BROKEN_PIPE = "Broken pipe";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Where the lines come from. Default: standard input.")
  private @Nullable Path input;

  @Option(
      names = "--task",
      paramLabel = "CLASS|FILE.java",
      description = "A class that implements dev.triga.tasks.Action for strings.")
  private @Nullable String task;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "Where the task's classes are. Default: $CLASSPATH, else the current folder.")
  private @Nullable String classPath;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      converter = OptionText.ToCount.class,
      description = "How many at a time. Default: as many as there are processors.")
  private @Nullable Integer parallel;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      converter = OptionText.ToSeconds.class,
      description = "Seconds that one attempt may take. Default: no limit.")
  private @Nullable Duration timeout;

  @Option(names = "--stop-on-error", description = "Stop at the first that does not succeed.")
  private boolean isStopping;

  @Option(
      names = "--retries",
      paramLabel = "N",
      converter = OptionText.ToCountOrNone.class,
      defaultValue = "0",
      description = "How often one that fails is tried again. Default: not at all.")
  private int retries;

  @Option(names = "--ordered", description = "Print in the order of the lines.")
  private boolean isOrdered;

  @Option(names = "--jsonl", description = "Print a line of JSON for each.")
  private boolean isJson;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Keep in FILE what has succeeded, and skip what stands there already.")
  private @Nullable Path resume;

  @Parameters(paramLabel = "COMMAND", description = "The command and its arguments.")
  private List<String> command = List.of();

  /// Runs all, on the calling thread until the last outcome is printed.
  ///
  /// @return the exit code
  @Override
  public Integer call() throws IOException {
    if (task == null && command.isEmpty()) {
      throw new MissingParameterException(
          spec.commandLine(), spec.args(), "Missing COMMAND or --task");
    }
    if (task != null && !command.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--task '" + task + "' and a command exclude each other: give one");
    }
    try (InputStream lines = open();
        Reactor reactor = Reactor.builder().name("batch").stallThreshold(STALL_THRESHOLD).open()) {
      reactor.start();
      if (task == null) {
        int count = count();
        return run(reactor, new LineCommand(reactor, command), TaskWorkers.virtual(count), lines);
      }
      try (JavaTask action = load(task)) {
        return run(reactor, action, TaskWorkers.platform(count()), lines);
      }
    }
  }

  private int count() {
    return parallel == null ? Runtime.getRuntime().availableProcessors() : parallel;
  }

  private InputStream open() {
    if (input == null) {
      return System.in;
    }
    if (Files.isDirectory(input)) {
      throw wrong("--input", "'" + input + "' is a folder; give a file");
    }
    try {
      return Files.newInputStream(input);
    } catch (NoSuchFileException e) {
      throw wrong("--input", "there is no file '" + input + "'");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + input + ": " + e.getMessage(), e);
    }
  }

  private JavaTask load(String name) {
    String environment = System.getenv("CLASSPATH");
    String path =
        classPath != null
            ? classPath
            : environment == null || environment.isEmpty() ? "." : environment;
    try {
      return JavaTask.load(name, path);
    } catch (JavaTask.NotATask e) {
      throw wrong("--task", String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String option, String why) {
    return new ParameterException(
        spec.commandLine(), "Invalid value for option '" + option + "': " + why);
  }

  private int run(
      Reactor reactor,
      Action<BatchLine, LineResult> action,
      TaskWorkers workers,
      InputStream lines) {
    if (resume == null) {
      return runAll(reactor, action, workers, lines);
    }
    try (Checkpoint checkpoint = Checkpoint.open(resume)) {
      Action<BatchLine, LineResult> rest =
          checkpoint.resume(action, BatchLine::key, _ -> "", _ -> LineResult.RESUMED);
      return runAll(reactor, rest, workers, lines);
    }
  }

  private int runAll(
      Reactor reactor,
      Action<BatchLine, LineResult> action,
      TaskWorkers workers,
      InputStream lines) {
    BatchSignals signals = BatchSignals.install(reactor);
    var report = new BatchReport(new FileOutputStream(FileDescriptor.out), System.err, isJson);
    ProgressBar bar = ProgressBar.ofStandardError();
    try (TaskPool pool =
        TaskPool.builder().name("batch").workers(workers).options(_ -> options(bar)).build()) {
      OutcomeStream<BatchLine, LineResult> outcomes =
          isOrdered
              ? pool.stream(action, BatchLine.of(lines))
              : pool.streamAsCompleted(action, BatchLine.of(lines));
      try (outcomes) {
        signals.attach(outcomes);
        for (Outcome<BatchLine, LineResult> outcome : outcomes) {
          print(report, outcome);
        }
      } finally {
        // The sum comes last, behind what is said about single lines.
        bar.accept(outcomes.progress());
      }
      return report.unsuccessful() == 0 ? 0 : EXIT_SOME_FAILED;
    } catch (BatchFailure e) {
      if (e.ending() == BatchEnding.STOPPED || e.ending() == BatchEnding.CANCELLED) {
        return EXIT_STOPPED;
      }
      throw e.getCause() instanceof BatchLine.Unreadable line ? line : e;
    }
  }

  private static void print(BatchReport report, Outcome<BatchLine, LineResult> outcome) {
    try {
      report.print(outcome);
    } catch (IOException e) {
      throw new UncheckedIOException(
          BROKEN_PIPE.equals(e.getMessage())
              ? "nobody reads standard output any more"
              : "cannot write to standard output: " + e.getMessage(),
          e);
    }
  }

  private BatchOptions options(ProgressBar bar) {
    BatchOptions options =
        BatchOptions.DEFAULT
            .window(WINDOW)
            .interruptGrace(GRACE)
            .onError(isStopping ? ErrorPolicy.STOP : ErrorPolicy.CONTINUE)
            .progress(progress -> {
              if (!progress.isOver()) {
                bar.accept(progress);
              }
            });
    if (timeout != null) {
      options = options.taskTimeout(timeout);
    }
    if (retries > 0) {
      options =
          options.retry(Backoff.exponential(RETRY_FIRST, RETRY_LONGEST).maxAttempts(retries + 1));
    }
    return options;
  }
}

package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.report.Report.Format;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The command behind `./triga bench`: runs one benchmark and prints its tables on stdout, progress
/// on stderr. Exit codes: 0 done, 1 nothing could be measured, 2 the command line was wrong.
public final class Main {
  private static final List<Benchmark> BENCHMARKS =
      List.of(
          new EchoBenchmark(),
          new AllocBenchmark(),
          new ConnectBenchmark(),
          new BulkBenchmark(),
          new IdleBenchmark(),
          new TlsBenchmark(),
          new HttpBenchmark(),
          new UdpBenchmark(),
          new TimersBenchmark(),
          new ExecuteBenchmark(),
          new DeferredBenchmark(),
          new AwaitBenchmark(),
          new BatchBenchmark(),
          new ActorsBenchmark(),
          new SpawnBenchmark(),
          new ReloadBenchmark());

  private Main() {}

  /// Runs the command and exits with its code.
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /// Runs the command.
  ///
  /// @return the exit code
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      if (Arrays.asList(args).contains("--help")) {
        out.print(usage());
        return 0;
      }
      if (args.length == 0) {
        out.print(list());
        return 0;
      }
      Request request = parse(args, err);
      out.print(request.benchmark().run(request.settings()).render(request.settings().format()));
      return 0;
    } catch (UsageException e) {
      err.println(e.getMessage());
      return 2;
    } catch (Unavailable e) {
      err.println("bench: cannot measure: " + e.getMessage());
      return 1;
    }
  }

  private static Request parse(String[] args, PrintStream err) {
    Optional<Benchmark> benchmark = Optional.empty();
    boolean quick = false;
    Format format = Format.TEXT;
    Set<String> only = new LinkedHashSet<>();
    List<String> loads = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--json" -> format = Format.JSON;
        case "--markdown" -> format = Format.MARKDOWN;
        case "--only" -> only.addAll(List.of(value(args, ++i).split(",")));
        case "--load" -> loads.addAll(List.of(value(args, ++i).split(",")));
        default -> {
          if (args[i].startsWith("-")) {
            throw new UsageException("Unknown option " + args[i] + "\n" + usage().strip());
          }
          if (benchmark.isPresent()) {
            throw new UsageException("One benchmark at a time: what is " + args[i] + " for?");
          }
          benchmark = Optional.of(named(args[i]));
        }
      }
    }
    Benchmark chosen =
        benchmark.orElseThrow(() -> new UsageException("Which benchmark?\n" + list().strip()));
    requireKnown("--only", only, chosen, chosen.contestants());
    requireKnown("--load", loads, chosen, chosen.loads());
    String command = "./triga bench " + String.join(" ", args);
    return new Request(chosen, new Settings(quick, format, only, loads, command, err));
  }

  private static void requireKnown(
      String option, Collection<String> values, Benchmark benchmark, List<String> allowed) {
    for (String value : values) {
      if (!allowed.contains(value)) {
        String choice =
            allowed.isEmpty()
                ? "there is nothing to choose"
                : "one of " + String.join(", ", allowed);
        throw new UsageException(
            "Option %s: %s is unknown to %s: %s"
                .formatted(option, value, benchmark.name(), choice));
      }
    }
  }

  private static String value(String[] args, int at) {
    if (at == args.length) {
      throw new UsageException("Option " + args[at - 1] + " needs a value");
    }
    return args[at];
  }

  private static Benchmark named(String name) {
    return BENCHMARKS.stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UsageException("Unknown benchmark " + name + "\n" + list().strip()));
  }

  private static String list() {
    var text = new StringBuilder("Benchmarks:\n");
    BENCHMARKS.forEach(
        benchmark -> text.append("  %-10s %s%n".formatted(benchmark.name(), benchmark.summary())));
    return text.toString();
  }

  private static String usage() {
    return """
    Usage: triga bench [NAME] [OPTIONS]
    Measures Triga beside its peers and prints the tables; without NAME lists the benchmarks.
      --quick        a smoke run of seconds, whose figures mean nothing
      --json         one JSON object in place of text
      --markdown     a section for a document in place of text
      --only A,B     these contestants only
      --load 64x1,…  these loads only (connections x messages in flight)
      --help         this text
    """
        + list();
  }

  /// What to run, and how.
  private record Request(Benchmark benchmark, Settings settings) {}
}

package dev.triga.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Runs applications by an arbiter with workers, from a program's own `main`.
///
/// ```java
/// void main(String[] args) {
///   System.exit(ApplicationServer.of(Pages.class).with("rpc", Calls.class).run(args));
/// }
/// ```
///
/// The arguments are options as `triga echo` has them: `--bind`, `--workers`, `--config` and so on,
/// those of the second application as `--rpc-bind` and `--rpc-workers`. In a file its settings
/// stand in the table `[rpc]`. What belongs to the process, such as `--pid-file`, has no prefix.
///
/// Not for two threads at once.
public final class ApplicationServer {
  private final List<ServedApplication> applications = new ArrayList<>();

  private ApplicationServer(Class<? extends Application> main) {
    applications.add(ServedApplication.of("", main));
  }

  /// A server of an application.
  ///
  /// @param main a public class with a public constructor without parameters
  /// @throws IllegalArgumentException if it is no such class
  public static ApplicationServer of(Class<? extends Application> main) {
    return new ApplicationServer(main);
  }

  /// Adds an application in the same arbiter.
  ///
  /// @param prefix a lower-case word that stands before the names of its settings, and before its
  ///   own name
  /// @throws IllegalArgumentException if the prefix is no such word or is taken
  public ApplicationServer with(String prefix, Class<? extends Application> application) {
    if (prefix.isEmpty() || applications.stream().anyMatch(one -> one.prefix().equals(prefix))) {
      throw new IllegalArgumentException(
          "the prefix '"
              + prefix
              + "' is empty or taken: one application has none, and no two the same");
    }
    applications.add(ServedApplication.of(prefix, application));
    return this;
  }

  /// Serves until a signal stops it, on the calling thread. What it says goes to standard output,
  /// what is wrong to standard error.
  ///
  /// @param args of the program
  /// @return the exit code: 0 stopped in order, 1 failed, 2 a mistake in options or settings, 3 or
  ///   its own a halt, 4 the workers failed too often
  public int run(String... args) {
    return Main.run(
        new CommandLine(new Program(applications)).setCommandName(applications.getFirst().name()),
        args,
        new PrintWriter(System.out, true),
        new PrintWriter(System.err, true));
  }

  /// The options of the program.
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      modelTransformer = SettingOptions.class)
  private static final class Program extends ServerCommand {
    private final List<ServedApplication> served;

    Program(List<ServedApplication> served) {
      this.served = List.copyOf(served);
    }

    @Override
    List<ServedApplication> open() {
      return served;
    }
  }
}

package dev.triga.app;

import dev.triga.actors.ending.Leftovers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `triga` command line.
///
/// Exit codes: 0 done, 1 failure, 2 wrong usage; a subcommand may name others. What a program
/// prints goes to standard output, what is said about a mistake goes to standard error.
@Command(
    name = "triga",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BatchCommand.class,
      CtlCommand.class,
      DemoCommand.class,
      Echo.class,
      ForwardCommand.class,
      HttpCommand.class,
      Reactors.class,
      RunCommand.class
    },
    description = "An event-driven platform for Java 25: reactor, actors, tasks.")
public final class Main implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of failures.")
  private boolean debug;

  private Main() {}

  /// Runs the command line and ends the JVM with its exit code.
  ///
  /// @param args what stands behind `triga`
  public static void main(String[] args) {
    String folder = System.getProperty(RunCommand.FOLDER);
    if (folder != null) {
      var _ = Leftovers.make(() -> Path.of(folder), SourceFile::remove);
    }
    int code = run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true));
    // A program whose main has returned lives as long as its threads.
    if (code != 0 || folder == null) {
      System.exit(code);
    }
  }

  /// Runs one command line on the calling thread. A failure of the command is written to `err`,
  /// never thrown.
  ///
  /// @param args what stands behind `triga`
  /// @param out where the command's own output goes
  /// @param err where usage and failures go
  /// @return the exit code
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    Main main = new Main();
    var command = new CommandLine(main);
    // What stands behind the file belongs to the program.
    command.getSubcommands().values().stream()
        .filter(each -> each.getCommand() instanceof RunCommand)
        .forEach(each -> each.setStopAtPositional(true));
    return execute(command, args, out, err, () -> main.debug);
  }

  /// Runs a command line that is not ours with our answers to mistakes.
  static int run(CommandLine command, String[] args, PrintWriter out, PrintWriter err) {
    return execute(command, args, out, err, () -> false);
  }

  private static int execute(
      CommandLine command, String[] args, PrintWriter out, PrintWriter err, BooleanSupplier debug) {
    return command
        .setOut(out)
        .setErr(err)
        .setExecutionStrategy(Main::runKnown)
        .setParameterExceptionHandler((mistake, _) -> Mistakes.explain(mistake))
        .setExecutionExceptionHandler(
            (failure, failed, _) -> Mistakes.report(failure, failed, debug.getAsBoolean()))
        .execute(args);
  }

  /// Runs what was asked for. Where help is asked for, picocli overlooks words that mean nothing; a
  /// command that is not there is not overlooked, so that nobody takes it for one.
  private static int runKnown(ParseResult parsed) {
    if (!parsed.hasSubcommand() && !parsed.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /// Without a subcommand there is nothing to do: usage on standard error, exit code 2.
  @Override
  public void run() {
    throw new MissingCommand(spec.commandLine());
  }

  /// The command line names no subcommand.
  static final class MissingCommand extends ParameterException {
    private static final long serialVersionUID = 1L;

    MissingCommand(CommandLine command) {
      super(command, "Missing command");
    }
  }
}

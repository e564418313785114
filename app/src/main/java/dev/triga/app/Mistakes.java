package dev.triga.app;

import dev.triga.net.EndpointNotSupportedException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// How the command line answers a mistake: on standard error, without a stack trace.
final class Mistakes {
  private Mistakes() {}

  /// Answers a command line that cannot be read. One that misses or adds something gets the usage;
  /// a bad value gets one line, because its option is known and the value is what matters.
  ///
  /// @param mistake what picocli, or a command's own check of a value, found
  /// @return the exit code, 2
  static int explain(ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + message(mistake));
    if (mistake instanceof Main.MissingCommand
        || mistake instanceof MissingParameterException
        || mistake instanceof UnmatchedArgumentException) {
      command.usage(err);
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(ParameterException mistake) {
    String said = String.valueOf(mistake.getMessage());
    if (!(mistake instanceof UnmatchedArgumentException unmatched)
        || mistake.getCommandLine().getSubcommands().isEmpty()
        || unmatched.isUnknownOption()
        || unmatched.getUnmatched().isEmpty()) {
      return said;
    }
    List<String> similar = unmatched.getSuggestions();
    return "there is no command '%s'%s"
        .formatted(
            unmatched.getUnmatched().getFirst(),
            similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?");
  }

  /// Answers a command that failed while it ran: one line, and the stack trace only on demand. An
  /// endpoint that cannot be served on the chosen driver is a mistake in the command line.
  ///
  /// @param failure what the command threw
  /// @param command the command that threw it
  /// @param debug whether the stack trace is wanted
  /// @return the exit code: 2 for such an endpoint, else 1
  static int report(Exception failure, CommandLine command, boolean debug) {
    PrintWriter err = command.getErr();
    String message = failure.getMessage();
    err.println(name(command) + ": " + (message == null ? failure.toString() : message));
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return failure instanceof EndpointNotSupportedException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName(" ");
  }
}

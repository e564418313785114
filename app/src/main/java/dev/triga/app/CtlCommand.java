package dev.triga.app;

import dev.triga.actors.Workers;
import dev.triga.actors.server.ArbiterClient;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triga ctl`: asks an arbiter that runs.
@Command(
    name = "ctl",
    description = "Ask a running arbiter of the same user.",
    footer = {
      "",
      "Actions:",
      "  info                        what runs, as a tree",
      "  ping ACTOR                  whether its mailbox moves",
      "  scale APP N                 run so many workers of an application",
      "  reload                      replace all workers, one by one",
      "  stop                        stop in order",
      "  kill ACTOR                  stop an actor, and kill it when that takes too long",
      "  config get [ACTOR] NAME     a value of an actor's configuration",
      "  config set [ACTOR] NAME VALUE",
      "",
      "ACTOR is a name or an id of info; without one the arbiter is meant.",
      "An arbiter that is silent for 10 seconds is given up: exit code 1. scale, reload and kill"
          + " then",
      "take as long as the workers do; stop is answered when it begins."
    })
final class CtlCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Parameters(
      index = "0",
      paramLabel = "PID",
      converter = OptionText.ToProcess.class,
      description = "The arbiter's process.")
  private long pid;

  @Parameters(index = "1", paramLabel = "ACTION", description = "What to ask; see below.")
  @SuppressWarnings("NullAway.Init") // picocli requires it.
  private String action;

  @Parameters(index = "2..*", paramLabel = "ARG", description = "What it is about.")
  private List<String> arguments = List.of();

  /// What an action takes, and what the arbiter knows it as.
  private record Question(String action, List<String> arguments) {}

  /// Asks and prints the answer.
  ///
  /// @return 0 when it was answered
  @Override
  public Integer call() {
    var question = question();
    try (var arbiter = ArbiterClient.of(pid)) {
      print(question, arbiter.ask(question.action, question.arguments.toArray(String[]::new)));
    }
    return CommandLine.ExitCode.OK;
  }

  private Question question() {
    return switch (action) {
      case "info", "reload", "stop" -> question(action, arguments, 0, "");
      case "ping", "kill" -> question(action, arguments, 1, " ACTOR");
      case "scale" -> scale();
      case "config" -> config();
      default ->
          throw mistake(
              "'%s' is no action; there are info, ping, scale, reload, stop, kill, config"
                  .formatted(OptionText.oneLine(action)));
    };
  }

  private Question question(String name, List<String> given, int count, String shown) {
    if (given.size() != count) {
      throw mistake(
          "'%s' takes %s"
              .formatted(name.replace('-', ' '), shown.isEmpty() ? "no arguments" : shown.strip()));
    }
    return new Question(name, given);
  }

  private Question scale() {
    var made = question(action, arguments, 2, "APP N");
    String count = arguments.get(1);
    if (!count.matches("[0-9]{1,9}") || Integer.parseInt(count) > Workers.COUNT_MAX) {
      throw mistake(
          "N '%s' is not a whole number within 0..%d"
              .formatted(OptionText.oneLine(count), Workers.COUNT_MAX));
    }
    return made;
  }

  private Question config() {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    var rest = new ArrayList<>(arguments.subList(Math.min(1, arguments.size()), arguments.size()));
    int values =
        switch (verb) {
          case "get" -> 1;
          case "set" -> 2;
          default -> throw mistake("'config' takes get [ACTOR] NAME or set [ACTOR] NAME VALUE");
        };
    if (rest.size() == values) {
      rest.addFirst("arbiter");
    }
    return question(
        "config-" + verb, rest, values + 1, values == 1 ? "[ACTOR] NAME" : "[ACTOR] NAME VALUE");
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(Question question, @Nullable Object answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonText.of(answer));
    } else if (question.action.equals("info")) {
      InfoTree.print(out, answer);
    } else {
      out.println(answer instanceof String text ? text : JsonText.of(answer));
    }
    out.flush();
  }
}

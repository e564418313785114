package dev.triga.app;

import dev.triga.async.Await;
import dev.triga.process.OutputLimits;
import dev.triga.process.ProcessOutput;
import dev.triga.process.ProcessSpec;
import dev.triga.process.Processes;
import dev.triga.reactor.Reactor;
import dev.triga.tasks.Action;
import java.time.Duration;
import java.util.List;

/// Runs a command for each line: `{}` in its arguments stands for the line; without it the line
/// goes to standard input. An exit code other than 0 is a failure. An interrupted one is
/// terminated, and killed if it does not end.
@SuppressWarnings("serial") // It stays in this process.
final class LineCommand implements Action<BatchLine, LineResult> {
  private static final String PLACE = "{}";

  /// How long a command gets to end when it is asked to.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Reactor reactor;
  private final List<String> command;
  private final boolean hasPlace;

  LineCommand(Reactor reactor, List<String> command) {
    this.reactor = reactor;
    this.command = command;
    this.hasPlace = command.stream().anyMatch(argument -> argument.contains(PLACE));
  }

  @Override
  public LineResult run(BatchLine line) {
    List<String> words =
        command.stream().map(argument -> argument.replace(PLACE, line.text())).toList();
    ProcessSpec spec = ProcessSpec.of(words);
    ProcessOutput output =
        Await.await(
            Processes.output(
                reactor,
                hasPlace ? spec : spec.withInputText(line.text() + "\n"),
                OutputLimits.DEFAULT.withPatience(PATIENCE)));
    output.orThrow();
    return new LineResult(output.bytes(), output.errorBytes());
  }
}

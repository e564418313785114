package dev.triga.app;

import dev.triga.async.Await;
import dev.triga.process.OutputLimits;
import dev.triga.process.ProcessOutput;
import dev.triga.process.ProcessSpec;
import dev.triga.process.Processes;
import dev.triga.reactor.Reactor;
import dev.triga.tasks.Action;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/// Runs a command for each line: `{}` in its arguments stands for the line; without it the line
/// goes to standard input. The bytes of the words and of the line arrive as they are. An exit code
/// other than 0 is a failure. An interrupted one is terminated, and killed if it does not end.
@SuppressWarnings("serial") // It stays in this process.
final class LineCommand implements Action<BatchLine, LineResult> {
  /// How long a command gets to end when it is asked to.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Reactor reactor;
  private final LineWords words;

  LineCommand(Reactor reactor, List<String> command) {
    this.reactor = reactor;
    this.words = new LineWords(RawArguments.of(command));
  }

  @Override
  public LineResult run(BatchLine line) {
    var command = ProcessSpec.of(words.of(line.bytes()));
    ProcessOutput output =
        Await.await(
            Processes.output(
                reactor,
                words.hasPlace() ? command : command.withInputData(withEnd(line.bytes())),
                OutputLimits.DEFAULT.withPatience(PATIENCE)));
    output.orThrow();
    return new LineResult(output.bytes(), output.errorBytes());
  }

  private static ByteBuffer withEnd(byte[] line) {
    return ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
  }
}

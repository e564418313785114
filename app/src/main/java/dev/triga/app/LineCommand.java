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
/// goes to standard input. Either way the bytes of the line arrive as they are. An exit code other
/// than 0 is a failure. An interrupted one is terminated, and killed if it does not end.
@SuppressWarnings("serial") // It stays in this process.
final class LineCommand implements Action<BatchLine, LineResult> {
  /// How long a command gets to end when it is asked to.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Reactor reactor;
  private final List<String> command;
  private final LineWords words;

  LineCommand(Reactor reactor, List<String> command) {
    this.reactor = reactor;
    this.command = command;
    this.words = new LineWords(command);
  }

  @Override
  public LineResult run(BatchLine line) {
    ProcessOutput output =
        Await.await(
            Processes.output(
                reactor,
                words.hasPlace()
                    ? ProcessSpec.of(words.of(line.bytes()))
                    : ProcessSpec.of(command).withInputData(withEnd(line.bytes())),
                OutputLimits.DEFAULT.withPatience(PATIENCE)));
    output.orThrow();
    return new LineResult(output.bytes(), output.errorBytes());
  }

  private static ByteBuffer withEnd(byte[] line) {
    return ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
  }
}

package dev.triga.app;

import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Halt;
import java.nio.ByteBuffer;
import picocli.CommandLine;

/// Standard output from standard input. At the end of input it takes as long as whoever reads the
/// output needs, because a pipeline has no deadline, and then stops the reactor; output that cannot
/// be written is a failure.
///
/// @param transport standard input and output
record EchoPipe(Transport transport) implements Protocol {
  @Override
  public void dataReceived(ByteBuffer data) {
    if (transport.write(data) == WriteOutcome.ABOVE_HIGH_WATER) {
      transport.pauseReading();
    }
  }

  @Override
  public void writable() {
    transport.resumeReading();
  }

  @Override
  public void readClosed(Transport ended) {
    ended.shutdownOutput();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    if (reason.kind() == CloseReason.Kind.LOST) {
      throw new Halt(reason.detail(), CommandLine.ExitCode.SOFTWARE);
    }
    transport.reactor().stop();
  }
}

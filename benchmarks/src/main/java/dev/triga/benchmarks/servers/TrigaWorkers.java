package dev.triga.benchmarks.servers;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answers;
import dev.triga.actors.Behaviour;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.Workers;
import dev.triga.actors.server.ServerCrew;
import dev.triga.actors.server.ServerProcess;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.LogLevel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A server with worker processes, each of which answers a line with the number of its process. It
/// prints its port when all serve, and follows the signals of a server.
public final class TrigaWorkers {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private TrigaWorkers() {}

  /// Serves until TERM.
  ///
  /// @param args the driver, and how many workers
  public static void main(String[] args) {
    System.exit(
        ServerProcess.of("lines")
            .crew(
                ServerCrew.of("lines", ActorSpec.process("lines", LineWorker.class))
                    .bind(List.of(Endpoint.parse("tcp:127.0.0.1:0")))
                    .withWorkers(Workers.processes(Integer.parseInt(args[1]))))
            .driver(args[0])
            .grace(GRACE)
            .logLevel(LogLevel.CRITICAL)
            .onReady(bound -> System.out.println(((Endpoint.Tcp) bound.getFirst()).port()))
            .run());
  }

  /// One of the workers.
  public static final class LineWorker implements Behaviour {
    private static final byte[] ANSWER =
        (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);

    /// Made by its actor.
    public LineWorker() {}

    @Override
    public void answers(Answers on) {}

    @Override
    public void onStart(Actor actor) {
      SharedPorts.listen(actor, ListenOptions.DEFAULT, Lines::new);
    }

    @Override
    public void onStopping(Actor actor) {
      SharedPorts.drain(actor, GRACE);
    }
  }

  /// Answers each line.
  private record Lines(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      while (data.hasRemaining()) {
        if (data.get() == '\n') {
          transport.write(ByteBuffer.wrap(LineWorker.ANSWER));
        }
      }
    }
  }
}

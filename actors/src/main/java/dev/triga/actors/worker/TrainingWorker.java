package dev.triga.actors.worker;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.Answers;
import dev.triga.actors.Behaviour;
import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Does once what workers do, so that its classes are in the AOT cache that its JVM leaves: it
/// serves a connection of its own, waits for a timer and a thread. It encodes no value, because the
/// classes for that are a fifth of all, and workers of the shipped applications need none of them
/// (docs/decisions/0101).
public final class TrainingWorker implements Behaviour {
  private static final int BYTES = 64;

  /// Made by its actor.
  public TrainingWorker() {}

  /// Sends back what comes.
  private record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  @Override
  public void answers(Answers on) {}

  @Override
  public void onStart(Actor actor) {
    var reactor = actor.reactor();
    ListeningPort port = reactor.listen(Endpoint.tcp("127.0.0.1", 0), Echo::new);
    var echo = await(reactor.connect(port.endpoint(), Echo::new));
    echo.transport().write(ByteBuffer.allocate(BYTES));
    await(reactor.deferToThread(Thread::currentThread));
    await(reactor.deferLater(Duration.ofMillis(50)));
    echo.transport().abort();
    port.stopListening();
    await(actor.info());
    // In time: its arbiter has heard that it runs.
    actor.schedule(Duration.ofMillis(200), actor::stop);
  }
}

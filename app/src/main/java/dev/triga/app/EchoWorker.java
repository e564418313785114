package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.actors.Answers;
import dev.triga.actors.Behaviour;
import dev.triga.actors.SharedPorts;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.time.Duration;

/// A worker of `triga echo`: serves on the arbiter's ports, and finishes what it serves before it
/// ends.
public final class EchoWorker implements Behaviour {
  /// Seconds that open connections get when the worker is to stop.
  static final String GRACE = "graceful-timeout";

  /// After how many connections it ends.
  static final String MAX_REQUESTS = "max-requests";

  /// Up to so many connections more, at random.
  static final String MAX_REQUESTS_JITTER = "max-requests-jitter";

  private int connections;
  private int connectionsMax;

  /// Made by its actor.
  public EchoWorker() {}

  @Override
  public void answers(Answers on) {}

  @Override
  public void onStart(Actor actor) {
    connectionsMax = number(actor, MAX_REQUESTS);
    if (connectionsMax > 0) {
      connectionsMax += actor.reactor().random().nextInt(number(actor, MAX_REQUESTS_JITTER) + 1);
    }
    SharedPorts.listen(actor, ListenOptions.DEFAULT, transport -> accept(actor, transport));
  }

  private static int number(Actor actor, String name) {
    return actor.config().get(name) instanceof Number number ? number.intValue() : 0;
  }

  private Protocol accept(Actor actor, Transport transport) {
    if (++connections == connectionsMax) {
      // Its place is taken by a new one, and this connection is served to its end.
      actor.stop();
    }
    return new EchoProtocol(transport);
  }

  @Override
  public void onStopping(Actor actor) {
    SharedPorts.drain(actor, Duration.ofSeconds(number(actor, GRACE)));
  }
}

package dev.triga.app;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.Answers;
import dev.triga.actors.Behaviour;
import dev.triga.actors.SharedPorts;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.TlsOptions;
import dev.triga.net.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker that serves the ports of its server, and finishes what it serves before it ends.
abstract class PortWorker implements Behaviour {
  /// Seconds that open connections get when the worker is to stop.
  static final String GRACE = "graceful-timeout";

  /// After how many connections it ends.
  static final String MAX_REQUESTS = "max-requests";

  /// Up to so many connections more, at random.
  static final String MAX_REQUESTS_JITTER = "max-requests-jitter";

  /// The file with the certificate for `tls:` ports.
  static final String CERTIFICATE = "cert";

  /// The file with its key.
  static final String KEY = "key";

  /// Whether the end of standard input is the end of the server.
  static final String ENDS_WITH_INPUT = "ends-with-input";

  private int connections;
  private int connectionsMax;
  private List<DatagramTransport> datagrams = List.of();

  /// Made by the actor.
  PortWorker() {}

  /// What is said to those who connect.
  abstract ProtocolFactory<?> protocols(Actor actor);

  /// What is said to those who send datagrams; null if it serves none.
  abstract @Nullable DatagramFactory datagrams(Actor actor);

  @Override
  public void answers(Answers on) {}

  @Override
  public void onStart(Actor actor) {
    connectionsMax = number(actor, MAX_REQUESTS);
    if (connectionsMax > 0) {
      connectionsMax += actor.reactor().random().nextInt(number(actor, MAX_REQUESTS_JITTER) + 1);
    }
    ListenOptions plain = ListenOptions.DEFAULT;
    TlsOptions tls = tls(actor);
    ListenOptions secure = tls == null ? plain : plain.withTls(tls);
    ProtocolFactory<?> factory = protocols(actor);
    SharedPorts.listen(
        actor,
        name -> Endpoint.parse(name) instanceof Endpoint.Tls ? secure : plain,
        transport -> accept(actor, factory, transport));
    DatagramFactory receiver = datagrams(actor);
    if (receiver != null) {
      datagrams = SharedPorts.datagrams(actor, receiver);
    }
  }

  private static @Nullable TlsOptions tls(Actor actor) {
    return actor.config().get(CERTIFICATE) instanceof String certificate
            && actor.config().get(KEY) instanceof String key
        ? await(
            actor
                .reactor()
                .deferToThread(() -> CertificateOptions.read(Path.of(certificate), Path.of(key))))
        : null;
  }

  private static int number(Actor actor, String name) {
    return actor.config().get(name) instanceof Number number ? number.intValue() : 0;
  }

  private @Nullable Protocol accept(Actor actor, ProtocolFactory<?> factory, Transport transport) {
    if (++connections == connectionsMax) {
      // Its place is taken by a new one, and this connection is served to its end.
      actor.stop();
    }
    return factory.open(transport);
  }

  /// Whether the end of standard input is the end of the server.
  static boolean endsWithInput(Actor actor) {
    return Boolean.TRUE.equals(actor.config().get(ENDS_WITH_INPUT));
  }

  @Override
  public void onStopping(Actor actor) {
    datagrams.forEach(DatagramTransport::close);
    SharedPorts.drain(actor, Duration.ofSeconds(number(actor, GRACE)));
  }
}

package dev.triga.app;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answers;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Command;
import dev.triga.actors.SharedPorts;
import dev.triga.app.group.GroupPost;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.Settings;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.TlsOptions;
import dev.triga.net.Transport;
import dev.triga.protocol.Policies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A worker of an application: makes an object of its class, serves the ports, and finishes what it
/// serves before it ends.
public final class ApplicationWorker implements Behaviour {
  /// Tells it to open log files anew.
  static final Command<String, Boolean> REOPEN_LOGS =
      Command.of("triga.reopen-logs", String.class, Boolean.class);

  // Values of its config.
  private static final String APPLICATION = "application";
  private static final String CLASS_PATH = "class-path";
  private static final String SETTINGS = "settings";
  private static final String MONITOR = "monitor";

  private @Nullable Application application;
  private Settings settings = Settings.defaults(List.of());
  private int connections;
  private int connectionsMax;
  private List<DatagramTransport> datagrams = List.of();
  private @Nullable ConnectionLog log;

  /// Made by its actor.
  public ApplicationWorker() {}

  /// A worker of an application.
  static ActorSpec of(ApplicationClass application, String name, Settings settings) {
    return ActorSpec.process(name, ApplicationWorker.class)
        .every(Application.TASK_PERIOD)
        .timeout(settings.get(ServerSettings.TIMEOUT))
        .config(APPLICATION, application.name())
        .config(CLASS_PATH, application.classPath())
        .config(MONITOR, name)
        .config(SETTINGS, new LinkedHashMap<>(settings.texts()));
  }

  /// What is set for an application: the settings of all servers, and its own.
  static List<Setting<?>> declared(Application application) {
    List<Setting<?>> all = new ArrayList<>(ServerSettings.OF_APPLICATION);
    all.addAll(ServerSettings.OF_PROCESS);
    return ServedApplication.withOwn(all, application);
  }

  @Override
  public void answers(Answers on) {
    GroupPost.answers(on);
    on.command(
        REOPEN_LOGS,
        (actor, nothing) -> {
          var made = application;
          if (made != null) {
            var opened = log;
            if (opened != null) {
              opened.reopen();
            }
            made.workerReopenLogs(actor, settings);
          }
          return made != null;
        });
  }

  @Override
  public void onStart(Actor actor) throws Exception {
    GroupPost.open(actor, String.valueOf(actor.config().get(MONITOR)));
    try {
      start(actor);
    } catch (Exception e) {
      closeLog();
      GroupPost.close(actor);
      throw e;
    }
  }

  private void start(Actor actor) throws Exception {
    var made = make(actor);
    application = made;
    settings = Settings.of(declared(made), texts(actor));
    connectionsMax = settings.get(ServerSettings.MAX_REQUESTS);
    if (connectionsMax > 0) {
      int more = settings.get(ServerSettings.MAX_REQUESTS_JITTER);
      connectionsMax += more == 0 ? 0 : actor.reactor().random().nextInt(more);
    }
    made.workerStart(actor, settings);
    if (made instanceof ServerApplication server) {
      serve(actor, server);
    }
    made.workerReady(actor, settings);
  }

  private static Application make(Actor actor) {
    var config = actor.config();
    return new ApplicationClass(
            String.valueOf(config.get(APPLICATION)), String.valueOf(config.get(CLASS_PATH)))
        .make(Application.class);
  }

  @SuppressWarnings("unchecked") // It was put there by ourselves.
  private static Map<String, List<String>> texts(Actor actor) {
    return actor.config().get(SETTINGS) instanceof Map<?, ?> map
        ? (Map<String, List<String>>) map
        : Map.of();
  }

  private void serve(Actor actor, ServerApplication server) {
    ListenOptions plain = ListenOptions.DEFAULT;
    TlsOptions tls = tls(actor, server.applicationProtocols());
    ListenOptions secure = tls == null ? plain : plain.withTls(tls);
    ProtocolFactory<?> protocols = ruled(server, watched(actor, server));
    SharedPorts.listen(
        actor,
        name -> Endpoint.parse(name) instanceof Endpoint.Tls ? secure : plain,
        transport -> accept(actor, protocols, transport));
    if (server.serves(new Endpoint.Udp("", 0))) {
      datagrams = SharedPorts.datagrams(actor, server.datagrams(actor, settings));
    }
  }

  private @Nullable TlsOptions tls(Actor actor, List<String> protocols) {
    Path certificate = settings.find(ServerSettings.CERT);
    Path key = settings.find(ServerSettings.KEY);
    if (certificate == null || key == null) {
      return null;
    }
    TlsOptions read =
        await(actor.reactor().deferToThread(() -> CertificateFiles.read(certificate, key)));
    return read.withApplicationProtocols(protocols.toArray(String[]::new));
  }

  private @Nullable Protocol accept(
      Actor actor, ProtocolFactory<?> protocols, Transport transport) {
    if (++connections == connectionsMax) {
      // Its place is taken by a new one, and this connection is served to its end.
      actor.retire();
    }
    return protocols.open(transport);
  }

  private ProtocolFactory<?> watched(Actor actor, ServerApplication server) {
    ProtocolFactory<?> protocols = server.protocols(actor, settings);
    ConnectionWatcher watcher = server.watcher(actor, settings);
    if (watcher == null) {
      return protocols;
    }
    return transport -> {
      var protocol = protocols.open(transport);
      if (protocol != null) {
        var _ = transport.ended().thenAccept(reason -> watcher.lost(transport, reason));
        watcher.made(transport);
      }
      return protocol;
    };
  }

  /// With the time-out and the log that servers have. Those of HTTP are about requests, and its
  /// own.
  private ProtocolFactory<?> ruled(ServerApplication server, ProtocolFactory<?> protocols) {
    if (server instanceof WebApplication) {
      return protocols;
    }
    Duration idle = settings.find(ServerSettings.KEEP_ALIVE);
    var opened = ConnectionLog.open(settings);
    log = opened;
    if (idle == null && opened == null) {
      return protocols;
    }
    Policies policies = Policies.of(protocols);
    if (idle != null) {
      policies = policies.idleTimeout(idle);
    }
    return opened == null ? policies : policies.account(opened::ended);
  }

  @Override
  public void onPeriodic(Actor actor) throws Exception {
    var made = application;
    if (made != null) {
      made.workerTask(actor, settings);
    }
  }

  @Override
  public void onInfo(Actor actor, Map<String, Object> info) throws Exception {
    var made = application;
    if (made != null) {
      info.put("connections", connections);
      made.workerInfo(actor, settings, info);
    }
  }

  @Override
  public void onStopping(Actor actor) throws Exception {
    actor.servers().values().forEach(ListeningPort::stopListening);
    for (DatagramTransport socket : datagrams) {
      await(socket.receiveAndClose());
    }
    var made = application;
    try {
      Duration limit = settings.get(ServerSettings.GRACEFUL_TIMEOUT);
      if (made instanceof ServerApplication server) {
        server.workerDraining(actor, settings);
        SharedPorts.drain(actor, limit, () -> server.workerAnswers(actor, settings));
      } else {
        SharedPorts.drain(actor, limit);
      }
    } finally {
      closeLog();
      try {
        if (made != null) {
          made.workerStopping(actor, settings);
        }
      } finally {
        GroupPost.close(actor);
      }
    }
  }

  private void closeLog() {
    var opened = log;
    if (opened != null) {
      opened.close();
    }
  }
}

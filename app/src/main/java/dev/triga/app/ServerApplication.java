package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.app.settings.Settings;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.Endpoint;
import dev.triga.net.ProtocolFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An application that serves ports, over any protocol.
///
/// ```java
/// public final class Daytime implements ServerApplication {
///   @Override
///   public ProtocolFactory<?> protocols(Actor worker, Settings settings) {
///     return DaytimeProtocol::new;
///   }
/// }
/// ```
public interface ServerApplication extends Application {
  /// Where it listens if nobody says where.
  default String defaultEndpoint() {
    return "tcp:127.0.0.1:8060";
  }

  /// Whether it can serve an endpoint: by default all but datagrams and standard input.
  default boolean serves(Endpoint endpoint) {
    return !(endpoint instanceof Endpoint.Udp || endpoint instanceof Endpoint.Stdio);
  }

  /// What is said to those who connect. Called once in each worker, after [#workerStart], in a
  /// coroutine on its turn.
  ProtocolFactory<?> protocols(Actor worker, Settings settings);

  /// What is said to those who send datagrams, if it [serves][#serves] any.
  default DatagramFactory datagrams(Actor worker, Settings settings) {
    return transport -> new DatagramProtocol() {};
  }

  /// What it is called where TLS agrees on a protocol (ALPN), the most wanted first; a client that
  /// offers only others is refused. By default nothing, which agrees on none.
  default List<String> applicationProtocols() {
    return List.of();
  }

  /// The worker takes no new connections and stops when those that stand have ended, at the latest
  /// after `--graceful-timeout`: now is the time to end them in order. In a coroutine on the
  /// worker's turn. By default they are served on.
  ///
  /// @throws Exception is reported
  default void workerDraining(Actor worker, Settings settings) throws Exception {}

  /// Whether somebody waits for an answer. When the whole server stops, it waits for these, at the
  /// latest until `--graceful-timeout` is over, and not for connections on which nothing is asked.
  /// Called often from then on, on the worker's turn. By default nobody is waited for.
  default boolean workerAnswers(Actor worker, Settings settings) {
    return false;
  }

  /// Who is told of each connection's beginning and end; null for nobody. Called once in each
  /// worker.
  default @Nullable ConnectionWatcher watcher(Actor worker, Settings settings) {
    return null;
  }
}

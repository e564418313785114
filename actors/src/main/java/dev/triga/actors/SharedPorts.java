package dev.triga.actors;

import static dev.triga.async.Await.await;

import dev.triga.actors.cell.Cell;
import dev.triga.actors.port.PortBoard;
import dev.triga.actors.port.PortBoard.Place;
import dev.triga.driver.Descriptor;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Listening sockets that an arbiter opens once and all its workers accept on: a worker that ends,
/// or is replaced, never closes the port.
///
/// ```java
/// // In the arbiter.
/// var ports = SharedPorts.open(reactor, List.of(Endpoint.parse("tcp:8080")), ListenOptions.DEFAULT);
/// ActorSpec worker = ports.given(arbiter, ActorSpec.process("web", WebWorker.class));
/// arbiter.monitor(Workers.processes(4), worker);
///
/// // In the worker.
/// public void onStart(Actor actor) {
///   SharedPorts.listen(actor, ListenOptions.DEFAULT, WebProtocol::new);
/// }
/// public void onStopping(Actor actor) {
///   SharedPorts.drain(actor, Duration.ofSeconds(30));
/// }
/// ```
///
/// On native drivers a worker is handed the open socket itself (`SCM_RIGHTS`); connections wait in
/// the socket's queue while workers come and go. On NIO, where that cannot be done, the arbiter
/// keeps the TCP port reserved and each worker binds it for itself (`SO_REUSEPORT`): connections
/// that wait for a worker at the moment when it stops are reset.
///
/// On the arbiter's turn, but for [#listen] and [#drain], which are for the worker's.
public final class SharedPorts implements AutoCloseable {
  /// The value of a worker's [config][ActorSpec#config] that names its ports.
  public static final String CONFIG = "ports";

  private static final Duration DRAIN_STEP = Duration.ofMillis(20);

  private final Reactor reactor;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<ListeningPort> open = new ArrayList<>();
  private final List<SocketChannel> reserved = new ArrayList<>();

  private final Set<PortBoard> boards = new HashSet<>();
  private boolean isClosed;

  private SharedPorts(Reactor reactor) {
    this.reactor = reactor;
  }

  /// Opens all endpoints, or none.
  ///
  /// @param reactor the arbiter's
  /// @param options the backlog and what else concerns the listening sockets
  /// @throws BindFailure if one cannot be bound
  /// @throws dev.triga.net.EndpointNotSupportedException if the driver cannot listen on this form
  ///   of endpoint, or not for several processes
  public static SharedPorts open(
      Reactor reactor, List<? extends Endpoint> endpoints, ListenOptions options) {
    var ports = new SharedPorts(reactor);
    try {
      for (Endpoint endpoint : endpoints) {
        ports.openOne(reactor, endpoint, options);
      }
    } catch (RuntimeException e) {
      ports.close();
      throw e;
    }
    return ports;
  }

  private void openOne(Reactor reactor, Endpoint endpoint, ListenOptions options) {
    boolean isPortable = reactor.driverName().equals("nio");
    if (isPortable && endpoint instanceof Endpoint.Tcp tcp) {
      endpoints.add(reserve(reactor, tcp, options));
      return;
    }
    // Nobody is accepted here: the connections wait for the workers.
    var port = reactor.listen(endpoint, options.withControlledAccept(), transport -> null);
    open.add(port);
    if (!(port.descriptor() instanceof Descriptor.Raw socket)) {
      throw new BindFailure(
          "several processes can share " + endpoint + " on native drivers only; serve it in one");
    }
    String name = port.endpoint().toString();
    endpoints.add(port.endpoint());
    places.put(name, new Place.Open(socket));
  }

  /// Keeps a port free: listening on it once tells whether it can be had, and under which number.
  private Endpoint reserve(Reactor reactor, Endpoint.Tcp tcp, ListenOptions options) {
    var tried =
        reactor.listen(tcp, options.withReusePort().withControlledAccept(), transport -> null);
    try {
      var channel = SocketChannel.open();
      reserved.add(channel);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      channel.bind(tried.localAddress());
      places.put(tried.endpoint().toString(), new Place.Reserved(tried.endpoint()));
      return tried.endpoint();
    } catch (IOException e) {
      throw new BindFailure("cannot listen on " + tcp + ": " + e.getMessage(), e);
    } finally {
      tried.stopListening();
    }
  }

  /// The endpoints with their real addresses and ports.
  public List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  /// A worker of an arbiter that may accept on these ports.
  public ActorSpec given(Arbiter arbiter, ActorSpec worker) {
    var board = ((Cell) arbiter).population().ports();
    places.forEach(board::put);
    boards.add(board);
    return worker.config(CONFIG, endpoints.stream().map(Endpoint::toString).toList());
  }

  /// Closes the ports in this process. Workers that have them go on. Idempotent.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    boards.forEach(board -> places.keySet().forEach(board::remove));
    if (reactor.state() != Reactor.State.STOPPED) {
      open.forEach(ListeningPort::stopListening);
    }
    for (var channel : reserved) {
      try {
        channel.close();
      } catch (IOException e) {
        System.getLogger(SharedPorts.class.getName())
            .log(System.Logger.Level.WARNING, "cannot close a reserved port", e);
      }
    }
  }

  // In a worker.

  /// The names of the ports that a spec says its actor is given.
  public static List<String> names(ActorSpec spec) {
    return spec.config().get(CONFIG) instanceof List<?> names
        ? names.stream().map(Object::toString).toList()
        : List.of();
  }

  /// Accepts on all ports that the actor was given. They become its [servers][Actor#servers]. On
  /// the actor's turn.
  ///
  /// @throws BindFailure if one cannot be listened on
  public static List<ListeningPort> listen(
      Actor actor, ListenOptions options, ProtocolFactory<?> factory) {
    return listen(actor, name -> options, factory);
  }

  /// How to listen on a port, by its name.
  @FunctionalInterface
  public interface Options {
    /// The options of one port.
    ListenOptions of(String name);
  }

  /// Accepts on all ports that the actor was given, on each in its way; see [#listen(Actor,
  /// ListenOptions, ProtocolFactory)].
  ///
  /// @throws BindFailure if one cannot be listened on
  public static List<ListeningPort> listen(
      Actor actor, Options options, ProtocolFactory<?> factory) {
    var cell = (Cell) actor;
    var board = cell.population().ports();
    var ports = new ArrayList<ListeningPort>();
    for (String name : names(cell.spec())) {
      var port = board.listen(name, actor.reactor(), options.of(name), factory);
      actor.servers().put(name, port);
      ports.add(port);
    }
    return ports;
  }

  /// Accepts nobody any more and, where the actor is replaced by another one, waits until the
  /// connections that there are have ended, or the time is over. Where the whole server stops,
  /// there is nothing to wait for: they are closed in order with the reactor. In a coroutine of the
  /// actor, such as its stopping hook.
  ///
  /// @return how many connections are left
  public static int drain(Actor actor, Duration limit) {
    long deadline = actor.reactor().clock().nanoTime() + limit.toNanos();
    actor.servers().values().forEach(ListeningPort::stopListening);
    while (true) {
      int left = actor.servers().values().stream().mapToInt(ListeningPort::connections).sum();
      if (left == 0
          || ((Cell) actor).isStoppedForGood()
          || actor.reactor().clock().nanoTime() - deadline >= 0) {
        return left;
      }
      await(actor.reactor().deferLater(DRAIN_STEP));
    }
  }
}

package dev.triga.actors;

import static dev.triga.async.Await.await;

import dev.triga.actors.cell.Cell;
import dev.triga.actors.port.InheritedSocket;
import dev.triga.actors.port.OwnPort;
import dev.triga.actors.port.PortBoard;
import dev.triga.actors.port.PortBoard.Place;
import dev.triga.driver.Descriptor;
import dev.triga.net.BindFailure;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
/// On native drivers a worker is handed the open socket itself (`SCM_RIGHTS`); connections and
/// datagrams wait in the socket's queue while workers come and go. On NIO, where that cannot be
/// done, the arbiter keeps the TCP port reserved and each worker binds it for itself
/// (`SO_REUSEPORT`): a worker that stops accepts who waits for it, and only who comes in the
/// instant between the last accept and the close is reset. There a UDP port is not kept, and a
/// Unix-domain socket is served by [local actors][#ownEndpoints], as `stdio:` is everywhere. The
/// worker of a `tls:` port says with which certificate it is served.
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
  private final List<OwnPort> own = new ArrayList<>();
  private final List<DatagramTransport> datagrams = new ArrayList<>();
  private final List<SocketChannel> reserved = new ArrayList<>();
  private final List<InheritedSocket> inherited = new ArrayList<>();

  /// What each place was asked for as.
  private final Map<String, String> asked = new HashMap<>();

  private final Set<PortBoard> boards = new HashSet<>();
  private boolean hasHeir;
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
    return open(reactor, endpoints, options, Inheritance.NONE);
  }

  /// Ports that another process has opened for this one.
  @FunctionalInterface
  public interface Inheritance {
    /// Where there are none.
    Inheritance NONE = wanted -> null;

    /// What there is for an endpoint that is wanted; null to open it.
    @Nullable Inherited take(Endpoint wanted);
  }

  /// A port that another process has opened.
  ///
  /// @param endpoint the real endpoint
  /// @param socket its socket, which belongs to whoever takes it; null where each process binds for
  ///   itself, on the same address
  public record Inherited(Endpoint endpoint, Descriptor.@Nullable Raw socket) {}

  /// Opens all endpoints, or none, but takes what another process has opened.
  ///
  /// @throws BindFailure if one cannot be bound
  public static SharedPorts open(
      Reactor reactor,
      List<? extends Endpoint> endpoints,
      ListenOptions options,
      Inheritance inheritance) {
    var ports = new SharedPorts(reactor);
    try {
      for (Endpoint endpoint : endpoints) {
        var found = inheritance.take(endpoint);
        if (found == null) {
          ports.openOne(endpoint, options);
        } else if (found.socket() == null) {
          ports.openOne(found.endpoint(), options);
        } else {
          ports.inherited.add(new InheritedSocket(found.endpoint(), found.socket()));
          ports.add(found.endpoint(), new Place.Open(found.socket()));
        }
        ports.asked.put(ports.endpoints.getLast().toString(), endpoint.toString());
      }
    } catch (RuntimeException e) {
      ports.close();
      throw e;
    }
    return ports;
  }

  private void openOne(Endpoint endpoint, ListenOptions options) {
    boolean isPortable = reactor.driverName().equals("nio");
    switch (endpoint) {
      case Endpoint.Stdio _ -> openOwn(endpoint, options);
      case Endpoint.Udp udp when isPortable -> reserve(udp);
      case Endpoint.Udp udp -> openDatagrams(udp);
      case Endpoint.Tls tls when isPortable -> reserve(tls.tcp(), true, options);
      // The workers speak TLS.
      case Endpoint.Tls tls -> openShared(tls.tcp(), true, options);
      case Endpoint.Tcp tcp when isPortable -> reserve(tcp, false, options);
      default -> {
        if (isPortable) {
          openOwn(endpoint, options);
        } else {
          openShared(endpoint, false, options);
        }
      }
    }
  }

  private void openOwn(Endpoint endpoint, ListenOptions options) {
    var port = OwnPort.open(reactor, endpoint, options);
    own.add(port);
    add(port.endpoint(), new Place.Own(port));
  }

  private void openShared(Endpoint endpoint, boolean isTls, ListenOptions options) {
    // Nobody is accepted here: the connections wait for the workers.
    var port = reactor.listen(endpoint, options.withControlledAccept(), transport -> null);
    open.add(port);
    add(shown(port, isTls), new Place.Open(raw(endpoint, port.descriptor())));
  }

  private void openDatagrams(Endpoint.Udp udp) {
    var socket =
        reactor.datagrams(
            udp,
            transport -> {
              // They wait for the workers.
              transport.pauseReading();
              return new DatagramProtocol() {};
            });
    datagrams.add(socket);
    add(socket.endpoint(), new Place.Open(raw(udp, socket.descriptor())));
  }

  private static Descriptor.Raw raw(Endpoint endpoint, Descriptor descriptor) {
    if (descriptor instanceof Descriptor.Raw raw) {
      return raw;
    }
    throw new BindFailure("the driver cannot share " + endpoint + " with other actors");
  }

  private void add(Endpoint endpoint, Place place) {
    endpoints.add(endpoint);
    places.put(endpoint.toString(), place);
  }

  private static Endpoint shown(ListeningPort port, boolean isTls) {
    return isTls && port.endpoint() instanceof Endpoint.Tcp(var host, var number)
        ? new Endpoint.Tls(host, number)
        : port.endpoint();
  }

  /// Keeps a port free: listening on it once tells whether it can be had, and under which number.
  private void reserve(Endpoint.Tcp tcp, boolean isTls, ListenOptions options) {
    var tried =
        reactor.listen(tcp, options.withReusePort().withControlledAccept(), transport -> null);
    try {
      var channel = SocketChannel.open();
      reserved.add(channel);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      channel.bind(tried.localAddress());
      var endpoint = shown(tried, isTls);
      add(endpoint, new Place.Reserved(endpoint));
    } catch (IOException e) {
      throw new BindFailure("cannot listen on " + tcp + ": " + e.getMessage(), e);
    } finally {
      tried.stopListening();
    }
  }

  /// A bound socket would get a part of the datagrams, so this port is only looked at: it is free
  /// until the first worker binds it, and whenever there is none.
  private void reserve(Endpoint.Udp udp) {
    var tried = reactor.datagrams(udp, transport -> new DatagramProtocol() {});
    add(tried.endpoint(), new Place.Reserved(tried.endpoint()));
    tried.close();
  }

  /// The endpoints with their real addresses and ports.
  public List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  /// Those that only local actors of the arbiter can serve: `stdio:`, and on NIO what is neither
  /// TCP nor UDP.
  public List<Endpoint> ownEndpoints() {
    return own.stream().map(OwnPort::endpoint).toList();
  }

  /// A worker of an arbiter that may serve these ports: all of them if its [kind][ActorSpec#kind]
  /// is local, else all but [#ownEndpoints].
  public ActorSpec given(Arbiter arbiter, ActorSpec worker) {
    var mine = new ArrayList<>(endpoints);
    if (worker.kind() != ActorKind.LOCAL) {
      mine.removeAll(ownEndpoints());
    }
    return given(arbiter, worker, mine);
  }

  /// A local actor of an arbiter that may serve [#ownEndpoints] and no other.
  public ActorSpec givenOwn(Arbiter arbiter, ActorSpec worker) {
    return given(arbiter, worker, ownEndpoints());
  }

  private ActorSpec given(Arbiter arbiter, ActorSpec worker, List<Endpoint> mine) {
    var board = ((Cell) arbiter).population().ports();
    // A worker that a reload still starts while the server stops finds no port, and ends.
    if (!isClosed) {
      places.forEach(board::put);
      boards.add(board);
    }
    return worker.config(CONFIG, mine.stream().map(Endpoint::toString).toList());
  }

  /// What is to be sent to a process that takes this one's place.
  ///
  /// @param sockets is given each open socket, in order
  /// @return for each port how it was asked for, what it is, and whether its socket was given
  /// @throws IllegalStateException if there is a port that only this process can serve
  public List<List<Object>> handTo(Consumer<Descriptor> sockets) {
    var rows = new ArrayList<List<Object>>();
    for (var entry : places.entrySet()) {
      String name = entry.getKey();
      boolean hasSocket =
          switch (entry.getValue()) {
            case Place.Open(var socket) -> {
              sockets.accept(socket);
              yield true;
            }
            case Place.Reserved _ -> false;
            case Place.Own _ ->
                throw new IllegalStateException(name + " cannot be handed to another process");
          };
      rows.add(List.of(asked.getOrDefault(name, name), name, hasSocket));
    }
    return rows;
  }

  /// Closes the ports in this process, for one that has taken its place: files of sockets stay.
  public void closeForHeir() {
    hasHeir = true;
    open.forEach(ListeningPort::leaveFile);
    close();
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
      own.forEach(OwnPort::close);
      datagrams.forEach(DatagramTransport::close);
    }
    inherited.forEach(socket -> socket.close(hasHeir));
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

  /// Accepts on all ports of connections that the actor was given. They become its
  /// [servers][Actor#servers]. On the actor's turn.
  ///
  /// A port that has been closed meanwhile, because the server stops, is left out, and the actor
  /// stops.
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
      if (isOfDatagrams(name) || isClosed(cell, name)) {
        continue;
      }
      var port = board.listen(name, actor.reactor(), options.of(name), factory);
      actor.servers().put(name, port);
      ports.add(port);
    }
    return ports;
  }

  /// Receives what comes to all ports of datagrams that the actor was given; each datagram goes to
  /// one of the actors that do. They are the actor's to close, at the latest when it stops. On the
  /// actor's turn.
  ///
  /// @throws BindFailure if one cannot be opened
  public static List<DatagramTransport> datagrams(Actor actor, DatagramFactory factory) {
    var cell = (Cell) actor;
    var sockets = new ArrayList<DatagramTransport>();
    for (String name : names(cell.spec())) {
      if (isOfDatagrams(name) && !isClosed(cell, name)) {
        sockets.add(cell.population().ports().datagrams(name, actor.reactor(), factory));
      }
    }
    return sockets;
  }

  /// Where the server stops meanwhile, its ports are closed and an actor that is about to serve
  /// them is not wanted any more.
  private static boolean isClosed(Cell cell, String name) {
    if (cell.population().ports().has(name)) {
      return false;
    }
    cell.reactor().log().info(cell.name() + " is not wanted any more: port " + name + " is closed");
    var _ = cell.stop();
    return true;
  }

  private static boolean isOfDatagrams(String name) {
    return Endpoint.parse(name) instanceof Endpoint.Udp;
  }

  /// Accepts nobody any more and, where the actor is replaced by another one, waits until the
  /// connections that there are have ended, or the time is over. Where the whole server stops,
  /// there is nothing to wait for: they are closed in order with the reactor. In a coroutine of the
  /// actor, such as its stopping hook.
  ///
  /// @return how many connections are left
  public static int drain(Actor actor, Duration limit) {
    return drain(actor, limit, () -> false);
  }

  /// Likewise; and where the whole server stops, it waits as long as something is being answered.
  ///
  /// @param isAnswering whether somebody waits for an answer; asked every 20 ms, on the actor's
  ///   turn
  /// @return how many connections are left
  public static int drain(Actor actor, Duration limit, BooleanSupplier isAnswering) {
    long deadline = actor.reactor().clock().nanoTime() + limit.toNanos();
    actor.servers().values().forEach(ListeningPort::stopListening);
    while (true) {
      int left = actor.servers().values().stream().mapToInt(ListeningPort::connections).sum();
      if (left == 0
          || (((Cell) actor).isStoppedForGood() && !isAnswering.getAsBoolean())
          || actor.reactor().clock().nanoTime() - deadline >= 0) {
        return left;
      }
      await(actor.reactor().deferLater(DRAIN_STEP));
    }
  }
}

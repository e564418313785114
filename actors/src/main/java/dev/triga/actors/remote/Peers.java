package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.CellReference;
import dev.triga.actors.cell.Population;
import dev.triga.actors.codec.Codec;
import dev.triga.actors.launch.Guard;
import dev.triga.actors.launch.Hello;
import dev.triga.actors.launch.Secret;
import dev.triga.actors.message.Message;
import dev.triga.actors.message.Route;
import dev.triga.actors.wire.AllowedTypes;
import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireOutput;
import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.loop.Turn;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.reactor.Reactor;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The processes of this run as one of them sees the others: with whom it speaks, and where it can
/// be reached itself. The arbiter waits for others to connect; workers connect to the arbiter at
/// once, and to each other when there is something to say.
public final class Peers {
  /// How long to wait before trying again to reach a process that is not there yet.
  private static final Duration RETRY = Duration.ofMillis(20);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// The way to whoever is not any more.
  private static final Route NOWHERE = message -> false;

  private final Reactor reactor;
  private final Population population;
  private final ActorId self;
  private final Path directory;
  private final Secret secret;
  private final UserPrincipal owner;
  private final Events events;
  private final MessageForm form;
  private final Values values;
  private final WireOutput scratch = new WireOutput();
  private final Map<ActorId, Peer> peers = new ConcurrentHashMap<>();

  /// What the owner of a process wants to hear. On the turn.
  public interface Events {
    /// A connection for pings. Null sends it away.
    WireConnection.@Nullable Receiver beacon(ActorId process, WireConnection connection);

    /// Whether a process belongs to this run and has not ended, as far as is known here.
    boolean isAlive(ActorId process);

    /// A process has connected for messages.
    void connected(Peer peer);

    /// The main actor of a process takes messages.
    void ready(Peer peer);

    /// A port that actors here may accept on, with its socket if that was sent.
    void port(String name, boolean hasSocket);

    /// The main actor of a process has ended, and the process is about to.
    void lastWords(Peer peer, Termination termination);

    /// A connection for messages was lost.
    void disconnected(Peer peer, CloseReason reason);

    /// An open socket has come.
    void descriptorReceived(Descriptor.Raw descriptor);
  }

  /// @param reactor that of the process's main actor
  /// @param self the main actor of this process
  /// @param directory the run directory
  /// @param owner our user
  public Peers(
      Reactor reactor,
      Population population,
      ActorId self,
      Path directory,
      Secret secret,
      UserPrincipal owner,
      AllowedTypes allowed,
      Events events) {
    this.reactor = reactor;
    this.population = population;
    this.self = self;
    this.directory = directory;
    this.secret = secret;
    this.owner = owner;
    this.events = events;
    values =
        new Values(
            Codec.current(), ClassLoader.getSystemClassLoader(), allowed, new References(this));
    form = new MessageForm(values);
  }

  /// The socket of a process.
  public static Path socket(Path directory, ActorId process) {
    return directory.resolve(process.text());
  }

  /// Listens for others. On the turn.
  public ListeningPort listen() {
    return reactor.listen(
        Endpoint.unix(socket(directory, self)),
        ListenOptions.DEFAULT,
        new Guard(secret, owner, this::welcome).factory());
  }

  private WireConnection.@Nullable Receiver welcome(Hello hello, WireConnection connection) {
    var process = new ActorId(hello.process());
    if (!events.isAlive(process)) {
      return null;
    }
    return switch (hello.purpose()) {
      case BEACON -> events.beacon(process, connection);
      case MESSAGES -> {
        var peer = at(process);
        peer.connected(connection);
        events.connected(peer);
        yield peer;
      }
      // That has a socket of its own.
      case CONTROL -> null;
    };
  }

  /// Another process. Any thread.
  public Peer at(ActorId process) {
    return peers.computeIfAbsent(process, id -> new Peer(this, id));
  }

  /// The process has ended: all its actors have. Any thread.
  public void ended(ActorId process) {
    var peer = peers.remove(process);
    if (peer != null) {
      peer.end();
      population.routeLost(peer);
    }
  }

  /// Says to the arbiter that the main actor of this process takes messages.
  public void sayReady() {
    at(ActorId.ARBITER).transmit(Lane.CONTROL, MessageForm.ready());
  }

  /// Says to the arbiter how it has ended.
  public void sayLastWords(Termination ended) {
    at(ActorId.ARBITER).transmit(Lane.MAIL, form.lastWords(ended));
  }

  /// The values of messages.
  public Values values() {
    return values;
  }

  /// The ref of this process for an actor, wherever it lives.
  public ActorRef reference(ActorId process, ActorId id, String name) {
    if (process.equals(self)) {
      return population.directory().find(id.text()) instanceof CellReference here
          ? here
          : population.remote(id, name, NOWHERE, false);
    }
    return population.remote(id, name, events.isAlive(process) ? at(process) : NOWHERE, false);
  }

  // For peers.

  Reactor reactor() {
    return reactor;
  }

  Turn turn() {
    return (Turn) reactor;
  }

  Population population() {
    return population;
  }

  ActorId self() {
    return self;
  }

  Events events() {
    return events;
  }

  MessageForm form() {
    return form;
  }

  /// For the message that is being made. On the turn.
  WireOutput scratch() {
    return scratch.clear();
  }

  /// Whether it is for us to connect to a process.
  boolean connects(ActorId process) {
    return !self.equals(ActorId.ARBITER);
  }

  /// Connects to a process and says who we are. On the turn.
  private Deferred<Peer> open(Peer peer) {
    return reactor
        .connect(
            Endpoint.unix(socket(directory, peer.process())),
            ConnectOptions.DEFAULT.withTimeout(CONNECT_TIMEOUT),
            transport -> new WireConnection(transport, peer))
        .thenApply(made -> {
          greet(made);
          peer.connected(made);
          return peer;
        });
  }

  /// Connects to the arbiter, which is there before its workers are. On the turn.
  public Deferred<Peer> openArbiter() {
    return open(at(ActorId.ARBITER));
  }

  /// Connects, and tries again as long as the process has not ended. On the turn.
  void connect(Peer peer) {
    var _ =
        open(peer)
            .handle((made, failure) -> {
              if (failure == null) {
                peer.connectEnded();
              } else if (reactor.state() == Reactor.State.RUNNING) {
                watch(peer);
                reactor.schedule(RETRY, peer::connectEnded);
              }
              return null;
            });
  }

  private void greet(WireConnection connection) {
    connection.send(
        Lane.CONTROL, new Hello(secret, self.text(), Hello.Purpose.MESSAGES).toMessage());
  }

  /// Asks the arbiter, once, to say when a process has ended, which it knows first.
  private void watch(Peer peer) {
    ActorId process = peer.process();
    if (process.equals(ActorId.ARBITER) || !peer.beginWatch()) {
      return;
    }
    population.remote(process, process.text(), peer, true).whenEnded(how -> ended(process));
    at(ActorId.ARBITER).send(new Message.Watch(process.text(), self));
  }
}

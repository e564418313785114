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
import dev.triga.actors.wire.AllowedTypes;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireOutput;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The processes of this run as one of them sees the others: with whom it speaks, and where it can
/// be reached itself. The arbiter waits for others to connect; workers connect to the arbiter at
/// once and to each other when there is something to say.
public final class Peers {
  /// The name of the arbiter's socket; those of others are called by their process.
  public static final String ARBITER_SOCKET = ActorId.ARBITER.text();

  /// How long to wait before trying again to reach a process that is not there yet.
  private static final Duration RETRY = Duration.ofMillis(20);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Reactor reactor;
  private final Population population;
  private final ActorId self;
  private final Path directory;
  private final Secret secret;
  private final UserPrincipal owner;
  private final Events events;
  private final ActorId threads;
  private final MessageForm form;
  private final Values values;
  private final WireOutput scratch = new WireOutput();
  private final Map<ActorId, Peer> peers = new ConcurrentHashMap<>();

  /// What the owner of a process wants to hear. On the turn.
  public interface Events {
    /// A connection for something else than messages.
    WireConnection.Receiver beacon(Hello hello, WireConnection connection);

    /// Whether a process may connect that was not heard of before.
    boolean knows(ActorId process);

    /// The main actor of a process takes messages.
    void ready(Peer peer);

    /// The main actor of a process has ended, and the process is about to.
    void lastWords(Peer peer, Termination termination);

    /// A connection for messages was lost.
    void disconnected(Peer peer, CloseReason reason);

    /// Somebody wants an actor of another process to be ended.
    void kill(Peer peer, RemoteReference reference);

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
    this.threads = new ActorId(self.text() + ".0");
    values =
        new Values(
            Codec.current(), ClassLoader.getSystemClassLoader(), allowed, new References(this));
    form = new MessageForm(values);
  }

  /// Listens for others. On the turn.
  public ListeningPort listen(ListenOptions options) {
    return reactor.listen(
        Endpoint.unix(directory.resolve(self.text())),
        options,
        new Guard(secret, owner, this::welcome).factory());
  }

  private WireConnection.Receiver welcome(Hello hello, WireConnection connection) {
    if (hello.purpose() == Hello.Purpose.BEACON) {
      return events.beacon(hello, connection);
    }
    var peer = at(new ActorId(hello.process()));
    peer.connected(connection);
    return peer;
  }

  /// Another process. Any thread.
  public Peer at(ActorId process) {
    return peers.computeIfAbsent(process, id -> new Peer(this, id));
  }

  /// The process has ended: nothing can be sent there any more.
  public void ended(ActorId process, Termination termination) {
    at(process).end(termination);
  }

  /// Those with which this process has had to do and that have not ended.
  public List<Peer> living() {
    return peers.values().stream().filter(peer -> !peer.isOver()).toList();
  }

  /// The values of messages.
  public Values values() {
    return values;
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

  /// Whom messages come from that threads without an actor send.
  ActorId threads() {
    return threads;
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
    return !self.equals(ActorId.ARBITER) && !process.equals(self);
  }

  /// Connects, and tries again as long as the process has not ended. On the turn.
  void connect(Peer peer) {
    var endpoint = Endpoint.unix(directory.resolve(peer.process().text()));
    var _ =
        reactor
            .connect(
                endpoint,
                ConnectOptions.DEFAULT.withTimeout(CONNECT_TIMEOUT),
                transport -> new WireConnection(transport, peer))
            .handle(
                (made, failure) -> {
                  if (made == null) {
                    reactor.schedule(RETRY, peer::connectEnded);
                  } else {
                    greet(made);
                    peer.connected(made);
                    peer.connectEnded();
                  }
                  return null;
                });
    if (!peer.process().equals(ActorId.ARBITER)) {
      // The arbiter knows when it ends, and whether it has.
      at(ActorId.ARBITER).send(new Message.Watch(peer.process().text(), self));
    }
  }

  /// Says who we are.
  public void greet(WireConnection connection) {
    connection.send(
        dev.triga.actors.wire.Lane.CONTROL,
        new Hello(secret, self.text(), Hello.Purpose.MESSAGES).toMessage());
  }

  void ready(Peer peer) {
    events.ready(peer);
  }

  void lastWords(Peer peer, Termination termination) {
    events.lastWords(peer, termination);
  }

  void disconnected(Peer peer, CloseReason reason) {
    events.disconnected(peer, reason);
  }

  void kill(Peer peer, RemoteReference reference) {
    events.kill(peer, reference);
  }

  void descriptorReceived(Descriptor.Raw descriptor) {
    events.descriptorReceived(descriptor);
  }

  /// Word of the end of an actor of a third process: it has that process if there is one of its id.
  void elsewhereEnded(Termination termination) {
    var peer = peers.get(termination.id());
    if (peer != null) {
      peer.end(termination);
    }
  }

  /// How an actor has ended of which nothing is known any more.
  Termination gone(String nameOrId) {
    return new Termination(
        References.idOr(nameOrId, ActorId.ARBITER), nameOrId, Termination.Cause.LOST, 1, null);
  }

  /// The ref of this process for an actor, wherever it lives.
  ActorRef reference(ActorId process, ActorId id, String name, int credit) {
    if (process.equals(self)) {
      ActorRef here = population.directory().find(id.text());
      return here instanceof CellReference cell ? cell : new NoReference(id, name);
    }
    if (self.equals(ActorId.ARBITER) && !events.knows(process)) {
      return new NoReference(id, name);
    }
    return at(process).reference(id, name, credit);
  }
}

package dev.triga.actors.worker;

import dev.triga.actors.ActorId;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.Cell;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Habitats;
import dev.triga.actors.habitat.Landlord;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.actors.launch.Jvm;
import dev.triga.actors.launch.RunDirectory;
import dev.triga.actors.launch.RunHome;
import dev.triga.actors.launch.Secret;
import dev.triga.actors.port.PortBoard;
import dev.triga.actors.remote.Peer;
import dev.triga.actors.remote.Peers;
import dev.triga.actors.wire.AllowedTypes;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireException;
import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.CloseReason;
import dev.triga.net.ListeningPort;
import dev.triga.reactor.Reactor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The worker processes of one arbiter: the run directory they meet in, the secret they share, and
/// each one's place. On the arbiter's turn.
///
/// Nothing of it exists before the first worker does.
public final class WorkerProcesses implements Habitats, Peers.Events {
  private final Cell arbiter;
  private final RunHome home;
  private final WorkerSettings settings;
  private final Map<ActorId, ProcessHabitat> habitats = new HashMap<>();
  private @Nullable Run run;

  /// What there is once a worker was started.
  private record Run(
      RunDirectory directory, Secret secret, Peers peers, ListeningPort port, Deferred<Jvm> jvm) {}

  private WorkerProcesses(Cell arbiter, RunHome home, WorkerSettings settings) {
    this.arbiter = arbiter;
    this.home = home;
    this.settings = settings;
  }

  /// Places for the processes of an arbiter.
  public static WorkerProcesses of(Cell arbiter, RunHome home, WorkerSettings settings) {
    return new WorkerProcesses(arbiter, home, settings);
  }

  @Override
  public Habitat open(Newcomer newcomer, Landlord landlord) {
    start();
    var place = new ProcessHabitat(this, newcomer, landlord);
    habitats.put(newcomer.id(), place);
    return place;
  }

  /// Listens in the run directory, if that has not happened yet.
  private Run start() {
    var before = run;
    if (before != null) {
      return before;
    }
    var directory = home.directory();
    var secret = Secret.fresh();
    var peers =
        new Peers(
            reactor(),
            arbiter.population(),
            arbiter.id(),
            directory.path(),
            secret,
            home.owner(),
            new AllowedTypes(settings.packages()),
            this);
    var made = new Run(directory, secret, peers, peers.listen(), jvm());
    run = made;
    return made;
  }

  private Deferred<Jvm> jvm() {
    return reactor().deferToThread(Jvm::ofThisProcess);
  }

  // For the places.

  Reactor reactor() {
    return arbiter.reactor();
  }

  WorkerSettings settings() {
    return settings;
  }

  Peers peers() {
    return start().peers;
  }

  Secret secret() {
    return start().secret;
  }

  Path directory() {
    return start().directory.path();
  }

  /// How this JVM was started.
  Deferred<Jvm> ourJvm() {
    return start().jvm.thenApply(jvm -> jvm);
  }

  void forget(ActorId process) {
    habitats.remove(process);
    peers().ended(process);
  }

  /// The driver of the workers' reactors: that of ours, because open sockets go only between native
  /// ones.
  String driver() {
    return settings.driver().isEmpty() ? reactor().driverName() : settings.driver();
  }

  /// The ports that workers may be given.
  PortBoard ports() {
    return arbiter.population().ports();
  }

  /// The processes there are.
  public List<ProcessHabitat> living() {
    return List.copyOf(habitats.values());
  }

  // What comes from them.

  @Override
  public WireConnection.@Nullable Receiver beacon(ActorId process, WireConnection connection) {
    var place = habitats.get(process);
    return place == null ? null : place.beacon(connection);
  }

  @Override
  public boolean isAlive(ActorId process) {
    return habitats.containsKey(process);
  }

  @Override
  public void connected(Peer peer) {
    var place = habitats.get(peer.process());
    if (place != null) {
      place.connected(peer);
    }
  }

  @Override
  public void port(String name, boolean hasSocket) {
    throw new WireException("a worker has sent port " + name + " to the arbiter");
  }

  @Override
  public void ready(Peer peer) {
    var place = habitats.get(peer.process());
    if (place != null) {
      place.ready();
    }
  }

  @Override
  public void lastWords(Peer peer, Termination termination) {
    var place = habitats.get(peer.process());
    if (place != null) {
      place.lastWords(termination);
    }
  }

  @Override
  public void disconnected(Peer peer, CloseReason reason) {
    var place = habitats.get(peer.process());
    if (place != null) {
      place.disconnected(reason);
    }
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    OperatingSystem.current().close(descriptor);
  }
}

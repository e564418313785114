package dev.triga.actors.worker;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.Cell;
import dev.triga.actors.cell.Population;
import dev.triga.actors.launch.Beacon;
import dev.triga.actors.launch.BootData;
import dev.triga.actors.launch.Hello;
import dev.triga.actors.port.PortBoard.Place;
import dev.triga.actors.remote.Peer;
import dev.triga.actors.remote.Peers;
import dev.triga.actors.wire.AllowedTypes;
import dev.triga.actors.wire.WireConnection;
import dev.triga.driver.Descriptor;
import dev.triga.loop.Turn;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The inside of a worker process: one actor on the reactor of the main thread, its connections to
/// the other processes of the run, and the beacon.
final class Worker implements Peers.Events {
  private final BootData data;
  private final Reactor reactor;
  private final Peers peers;
  private final Population population;
  private final Deque<Descriptor.Raw> sockets = new ArrayDeque<>();
  private final Set<String> missingPorts = new HashSet<>();

  /// The actors of this one that have processes of their own: the arbiter tells how they end.
  private final Set<ActorId> lodgers = ConcurrentHashMap.newKeySet();

  private @Nullable Cell cell;
  private @Nullable Beacon beacon;

  private Worker(BootData data, Reactor reactor) throws IOException {
    this.data = data;
    this.reactor = reactor;
    population = new Population(data.id() + ".");
    peers =
        new Peers(
            reactor,
            population,
            new ActorId(data.id()),
            data.directory(),
            data.secret(),
            Files.getOwner(data.directory()),
            new AllowedTypes(data.packages()),
            this);
  }

  /// Lives until its actor has ended.
  ///
  /// @return the exit code
  /// @throws IOException if the arbiter is not there
  static int run(BootData data) throws IOException {
    Log.defaultObserver(WorkerOutput.toStandardError(System.err));
    var builder = Reactor.builder().name(data.id());
    if (!data.driver().isEmpty()) {
      builder.driver(data.driver());
    }
    try (Reactor reactor = builder.open()) {
      reactor.log().level(LogLevel.valueOf(data.logLevel()));
      // The arbiter decides about INT; TERM is for this worker alone.
      reactor.signals().withoutDefaults();
      var worker = new Worker(data, reactor);
      worker.begin();
      return worker.live();
    }
  }

  private void begin() throws IOException {
    // Until it is ready it loads classes: that is no callback's fault.
    ((Turn) reactor).excuseStalls(true);
    // First of all, so that this process does not outlive the arbiter whatever comes.
    var lit =
        Beacon.light(
            Peers.socket(data.directory(), ActorId.ARBITER),
            new Hello(data.secret(), data.id(), Hello.Purpose.BEACON),
            () -> reactor.execute(this::orphaned),
            () -> Runtime.getRuntime().halt(1));
    beacon = lit;
    beat(lit);
    peers.listen();
    var spec = (ActorSpec) peers.values().functions().read(data.spec());
    var manager =
        peers.reference(ActorId.ARBITER, new ActorId(data.managerId()), data.managerName());
    var made =
        new Cell(
            population,
            new ActorId(data.id()),
            spec,
            ActorKind.PROCESS,
            Math.toIntExact(data.age()),
            reactor,
            true,
            manager);
    cell = made;
    population.main(made);
    population.registry(peers.reference(ActorId.ARBITER, ActorId.ARBITER, ActorId.ARBITER.text()));
    population.habitats(
        ActorKind.PROCESS,
        (newcomer, landlord) -> {
          var place = new ArbiterHabitat(peers, newcomer, landlord);
          lodgers.add(newcomer.id());
          var _ =
              place
                  .reference()
                  .terminated()
                  .thenRun(() -> {
                    lodgers.remove(newcomer.id());
                    peers.ended(newcomer.id());
                  });
          return place;
        });
    population.directory().enter(made.self(), spec.group());
    // Somebody wants this process gone and not the server: it finishes what it serves.
    reactor.signals().on(Signal.TERM, signal -> made.requestStop(Termination.Cause.RETIRED));
    made.whenOver(this::over);
    missingPorts.addAll(SharedPorts.names(spec));
    var _ =
        made.running()
            .thenRun(() -> {
              ((Turn) reactor).excuseStalls(false);
              peers.sayReady();
            });
    // Whatever becomes of its start, the arbiter can be told.
    var _ =
        peers
            .openArbiter()
            .handle((arbiter, failure) -> {
              if (failure == null) {
                startWhenComplete();
              } else {
                reactor.log().critical("the arbiter cannot be reached", failure);
                made.requestKill(Termination.Cause.BOOT_FAILED);
              }
              return null;
            });
  }

  /// Its ports come by themselves once it is connected.
  private void startWhenComplete() {
    if (missingPorts.isEmpty()) {
      actor().requestStart();
    }
  }

  @Override
  public void port(String name, boolean hasSocket) {
    if (missingPorts.remove(name)) {
      population
          .ports()
          .put(
              name,
              hasSocket
                  ? new Place.Open(sockets.remove())
                  : new Place.Reserved(Endpoint.parse(name)));
      startWhenComplete();
    }
  }

  private void beat(Beacon lit) {
    lit.beat();
    reactor.schedule(data.beat(), () -> beat(lit));
  }

  private void orphaned() {
    reactor.log().error("the arbiter is gone");
    actor().requestStop(Termination.Cause.STOPPED);
  }

  private Cell actor() {
    return Objects.requireNonNull(cell, "the actor was not made yet");
  }

  private void over(Termination ended) {
    // Others accept on them, or nobody is to.
    population.ports().closeSockets();
    Objects.requireNonNull(beacon, "the beacon was not lit yet").leaving();
    peers.sayLastWords(ended);
    actor().finished(ended);
    reactor.stop();
  }

  private int live() {
    try {
      reactor.run();
    } catch (Halt halt) {
      return halt.exitCode();
    }
    var ended = actor().termination();
    return ended == null ? 1 : ended.exitCode();
  }

  // What comes from other processes.

  @Override
  public WireConnection.@Nullable Receiver beacon(ActorId process, WireConnection connection) {
    return null;
  }

  @Override
  public boolean isAlive(ActorId process) {
    return true;
  }

  @Override
  public void connected(Peer peer) {}

  @Override
  public void ready(Peer peer) {}

  @Override
  public void lastWords(Peer peer, Termination termination) {}

  @Override
  public void disconnected(Peer peer, CloseReason reason) {
    if (!peer.process().equals(ActorId.ARBITER) && !lodgers.contains(peer.process())) {
      peers.ended(peer.process());
    }
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    sockets.add(descriptor);
  }
}

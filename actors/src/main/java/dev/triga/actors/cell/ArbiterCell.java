package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Monitor;
import dev.triga.actors.Shutdown;
import dev.triga.actors.Spawning;
import dev.triga.actors.Supervision;
import dev.triga.actors.Termination;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.actors.Workers;
import dev.triga.actors.control.ControlActions;
import dev.triga.actors.control.ControlPort;
import dev.triga.actors.control.Operations;
import dev.triga.actors.habitat.LocalHabitat;
import dev.triga.actors.launch.RunHome;
import dev.triga.actors.worker.WorkerProcesses;
import dev.triga.actors.worker.WorkerSettings;
import dev.triga.async.Await;
import dev.triga.async.Deferred;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The actor that all others come from.
public final class ArbiterCell extends Cell implements Arbiter {
  private static final AtomicReference<@Nullable ArbiterCell> OF_THIS_PROCESS =
      new AtomicReference<>();

  /// As many can wait for a start or an end at a time without holding up other questions.
  private static final int ANSWERS_AT_ONCE = 10_000;

  private static final ActorSpec SPEC =
      Lodgers.taughtTo(
          ActorSpec.local(ActorId.ARBITER.text())
              .shutdown(Shutdown.INFINITE)
              .concurrent(ANSWERS_AT_ONCE));

  private final RunHome home;
  private final List<Monitor> monitors = new ArrayList<>();

  private ArbiterCell(Population population, ActorSpec spec, Reactor reactor) {
    super(population, ActorId.ARBITER, spec, ActorKind.ARBITER, 0, reactor, true, null);
    home = new RunHome(reactor);
  }

  /// Makes a reactor's main actor an arbiter.
  public static ArbiterCell on(Reactor reactor) {
    return on(reactor, SPEC);
  }

  private static ArbiterCell on(Reactor reactor, ActorSpec spec) {
    Population population = new Population("a");
    ArbiterCell cell = new ArbiterCell(population, spec, reactor);
    population.main(cell);
    population.directory().enter(cell.self(), null);
    if (reactor.clock().isVirtual()) {
      // Where time is virtual there are no threads and processes: they would live in real time.
      population.habitats(ActorKind.THREAD, LocalHabitat::new);
      population.habitats(ActorKind.PROCESS, LocalHabitat::new);
    } else {
      population.habitats(
          ActorKind.PROCESS, WorkerProcesses.of(cell, cell.home, WorkerSettings.DEFAULT));
    }
    cell.whenOver(ended -> {
      cell.finished(ended);
      reactor.stop();
    });
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () -> {
              cell.life.stop(Termination.Cause.STOPPED);
              return cell.ended().on(reactor);
            });
    cell.requestStart();
    return cell;
  }

  /// Runs a program; see [Arbiter#run].
  public static int run(List<String> args, Body body) {
    try (Reactor reactor = Reactor.builder().name(ActorId.ARBITER.text()).open()) {
      ArbiterCell cell = on(reactor, SPEC.config("args", args));
      if (!OF_THIS_PROCESS.compareAndSet(null, cell)) {
        throw new IllegalStateException(
            "this process has an arbiter that has not ended; there is one per process");
      }
      try {
        return cell.runToTheEnd(body);
      } finally {
        OF_THIS_PROCESS.set(null);
      }
    }
  }

  /// Lets operators ask, from now on. On the turn.
  public void openControl(Operations operations) {
    try {
      ControlPort.open(reactor(), home, new ControlActions(this, operations));
    } catch (IOException | RuntimeException e) {
      // It serves all the same; what is lost is `triga ctl`.
      reactor().log().warning("nobody can ask this arbiter: " + e.getMessage());
    }
  }

  private int runToTheEnd(Body body) {
    var _ =
        running()
            .thenAccept(actor -> {
              openControl(new OwnOperations(this));
              runBody(body);
            });
    try {
      reactor().run();
    } catch (Halt halt) {
      return halt.exitCode();
    }
    Termination ended = termination();
    return ended == null ? 1 : ended.exitCode();
  }

  private void runBody(Body body) {
    var _ =
        begin(
                () -> {
                  body.run(this);
                  return null;
                })
            .exceptionally(failure -> {
              if (!state().isAfterRunning()) {
                reactor().log().critical("the program failed", failure);
                life.fail(failure);
              } else if (!(failure instanceof CancellationException)) {
                reactor().log().error("the program failed while it stopped", failure);
              }
              return null;
            });
  }

  /// The arbiter of the calling thread's actor, else that of this process.
  public static @Nullable ArbiterCell currentArbiter() {
    Cell current = Cell.current();
    return current != null && current.population().main() instanceof ArbiterCell arbiter
        ? arbiter
        : OF_THIS_PROCESS.get();
  }

  @Override
  public Monitor monitor(String name, Workers workers, Class<? extends Behaviour> behaviour) {
    return monitor(workers, ActorSpec.local(name).behaviour(behaviour));
  }

  @Override
  public Monitor monitor(Workers workers, ActorSpec worker) {
    return monitor(ActorSpec.local(worker.name()), workers, worker);
  }

  @Override
  public Monitor monitor(ActorSpec monitor, Workers workers, ActorSpec worker) {
    turn.checkTurn("Arbiter.monitor");
    ActorSpec spec = monitor.as(ActorKind.MONITOR).shutdown(Shutdown.INFINITE);
    AtomicReference<MonitorCell> made = new AtomicReference<>();
    Spawning spawning =
        ((SupervisedChildren) children)
            .spawn(
                spec,
                (newcomer, landlord) -> {
                  Cell cell =
                      new Cell(
                          population(),
                          newcomer.id(),
                          spec,
                          ActorKind.MONITOR,
                          newcomer.age(),
                          reactor(),
                          false,
                          self(),
                          manager -> new CrewChildren(manager, workers, worker));
                  made.set(new MonitorCell(cell, (CrewChildren) cell.children, workers.count()));
                  return new LocalHabitat(cell, landlord);
                });
    MonitorCell cell = made.get();
    if (cell == null || spawning.isFailed()) {
      throw (RuntimeException) spawning.failureNow();
    }
    var _ =
        spawning.handle((ref, failure) -> {
          if (failure != null) {
            reactor().log().error(String.valueOf(failure.getMessage()));
          }
          return ref;
        });
    monitors.add(cell);
    var _ = cell.self().terminated().thenRun(() -> monitors.remove(cell));
    return cell;
  }

  @Override
  public List<Monitor> monitors() {
    turn.checkTurn("Arbiter.monitors");
    return List.copyOf(monitors);
  }

  @Override
  public Spawning supervise(String name, Supervision supervision, List<ActorSpec> specs) {
    turn.checkTurn("Arbiter.supervise");
    List<ActorSpec> all = List.copyOf(specs);
    return spawn(
        ActorSpec.local(name)
            .supervision(supervision)
            .shutdown(Shutdown.INFINITE)
            .onStart(supervisor -> {
              for (ActorSpec spec : all) {
                Await.await(supervisor.spawn(spec));
              }
            }));
  }

  @Override
  public Deferred<ActorRef> lookup(String nameOrId) {
    Deferred<ActorRef> found = new Deferred<>(reactor());
    ActorRef actor = population().directory().find(nameOrId);
    if (actor == null) {
      found.fail(new UnknownActorFailure(nameOrId));
    } else {
      found.succeed(actor);
    }
    return found;
  }

  @Override
  public long leakedThreads() {
    return population().leakedThreads();
  }
}

package dev.triga.actors.server;

import dev.triga.actors.Arbiter;
import dev.triga.actors.Hook;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.ArbiterCell;
import dev.triga.actors.control.ControlActions;
import dev.triga.actors.control.ControlRequest;
import dev.triga.actors.control.ControlSession;
import dev.triga.actors.control.Operations;
import dev.triga.actors.launch.PidFile;
import dev.triga.actors.launch.SystemdNotices;
import dev.triga.async.Deferred;
import dev.triga.driver.Availability;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a server, from its ports to its exit code. On the arbiter's turn.
final class ServerRun {
  /// How much longer the arbiter waits for its workers than they have.
  private static final Duration GRACE_OF_OURS = Duration.ofSeconds(2);

  /// The arbiter serves nobody, unless it has no workers; what it does seldom, such as the first
  /// start of a worker, may take as long as the loading of its classes on a busy machine.
  private static final Duration STALL = Duration.ofSeconds(1);

  /// How long a successor may take until it serves.
  private static final Duration HEIR_PATIENCE = Duration.ofSeconds(60);

  /// What stands behind the name of the pid file as long as two processes need one.
  private static final String HEIR_SUFFIX = ".2";

  private final OperatingSystem system = OperatingSystem.current();
  private final List<CrewRun> crews = new ArrayList<>();

  /// What it was started as: whom it tells that it serves, and where its number stands, is said
  /// there alone.
  private final ServerProcess first;

  /// What it is to be; another one after HUP.
  private ServerProcess server;

  /// What it was before a reload that is under way, or is.
  private ServerProcess settled;

  private @Nullable Predecessor predecessor;
  private @Nullable Successor successor;
  private @Nullable PidFile pidFile;
  private @Nullable SystemdNotices notices;

  /// Whether another process has taken our place.
  private boolean hasHeir;

  private boolean isBegun;

  /// Whether it has been told to stop.
  private boolean isStopping;

  /// Whether it stops, told to or not: an application may halt it, and workers that fail too often
  /// end it.
  private boolean isEnding;

  private Deferred<ServerProcess> lastRead;

  ServerRun(ServerProcess server) {
    this.first = server;
    this.server = server;
    this.settled = server;
    this.lastRead = Deferred.succeeded(server);
  }

  int run() {
    var builder =
        Reactor.builder()
            .name(server.name)
            .phaseDeadline(shutdown().plus(GRACE_OF_OURS))
            .stallThreshold(STALL);
    if (server.driver != null) {
      builder.driver(server.driver);
    }
    try (Reactor reactor = builder.open()) {
      reactor.log().level(server.logLevel);
      return runOn(reactor);
    }
  }

  private Duration shutdown() {
    return server.grace.plus(GRACE_OF_OURS);
  }

  private int runOn(Reactor reactor) {
    var before = Predecessor.meet(reactor, System.getenv());
    predecessor = before;
    reactor.events().before(SystemEvent.SHUTDOWN, () -> isEnding = true);
    try (var file = pidFile(reactor)) {
      pidFile = file;
      openPorts(reactor, before == null ? SharedPorts.Inheritance.NONE : before);
      if (before != null) {
        before.closeRest();
      }
      becomeUser();
      var arbiter = Arbiter.on(reactor);
      var signals = new ServerSignals(this, reactor);
      var operations = new OfServer(reactor);
      ((ArbiterCell) arbiter).openControl(operations);
      server.operable.accept(new OfArbiter(arbiter, operations, before != null));
      // Who is told of the ports may stop it from then on.
      signals.listen();
      server.reloadable.accept(signals::reload);
      server.listening.accept(endpoints());
      notices = SystemdNotices.of(reactor, system, System.getenv(), ProcessHandle.current().pid());
      var _ = arbiter.running().thenAccept(actor -> begin(arbiter));
      reactor.run();
      Termination ended = ((ArbiterCell) arbiter).termination();
      return ended == null ? 1 : ended.exitCode();
    } catch (Halt halt) {
      reactor.log().critical("halted: " + halt.getMessage());
      return halt.exitCode();
    } catch (VirtualMachineError fatal) {
      reactor.log().critical("the arbiter failed", fatal);
      return 1;
    } finally {
      crews.forEach(CrewRun::close);
    }
  }

  private void openPorts(Reactor reactor, SharedPorts.Inheritance inheritance) {
    for (ServerCrew crew : server.crews) {
      crews.add(CrewRun.open(reactor, crew, crews.size(), shutdown(), inheritance));
    }
  }

  private List<Endpoint> endpoints() {
    return crews.stream().flatMap(crew -> crew.endpoints().stream()).toList();
  }

  private @Nullable PidFile pidFile(Reactor reactor) {
    var wanted = first.pidFile;
    if (wanted == null) {
      return null;
    }
    return PidFile.create(
        predecessor == null ? wanted : wanted.resolveSibling(wanted.getFileName() + HEIR_SUFFIX),
        ProcessHandle.current().pid(),
        complaint -> reactor.log().warning(complaint));
  }

  private void becomeUser() {
    if (server.user.isEmpty() && server.group.isEmpty()) {
      return;
    }
    if (system.changeUser(server.user, server.group) instanceof Availability.Unavailable no) {
      throw new IllegalStateException(no.reason());
    }
    server.userChecks.run();
  }

  private void begin(Arbiter arbiter) {
    isBegun = true;
    var _ =
        Together.all(crews.stream().map(crew -> crew.start(arbiter)).toList())
            .handle((nothing, failure) -> {
              if (failure == null) {
                serve(arbiter);
              } else if (!isStopping) {
                // Workers that are not there because all of it ends are no failure.
                arbiter
                    .reactor()
                    .log()
                    .critical("the workers do not start: " + failure.getMessage() + "; it ends");
              }
              return null;
            });
  }

  /// All workers serve.
  private void serve(Arbiter arbiter) {
    first.ready.accept(endpoints());
    tellReady();
    callReadyHook(arbiter);
    takeOver(arbiter.reactor());
  }

  private void callReadyHook(Arbiter arbiter) {
    Hook hook = first.arbiterReady;
    // Who fails here is reported as every Deferred that nobody listens to.
    var _ =
        arbiter
            .reactor()
            .async(() -> {
              hook.run(arbiter);
              return null;
            });
  }

  /// All workers serve: the process before us may go.
  private void takeOver(Reactor reactor) {
    var before = predecessor;
    if (before == null) {
      return;
    }
    var _ =
        before
            .sayReady()
            .thenAccept(isOurs -> {
              var file = pidFile;
              var name = first.pidFile;
              if (!isOurs) {
                reactor.log().error("the process before this one carries on: this one ends");
                stop(reactor);
              } else if (file != null && name != null) {
                // From now on signals that are sent to whom the file names reach us.
                file.rename(name);
              }
            });
  }

  /// Starts a process that takes our place when it is ready.
  void succeed(Reactor reactor) {
    if (ProcessHandle.current().pid() == 1) {
      refuseHeir(reactor, "process 1 cannot be replaced: its end is that of the container");
    } else if (isStopping || isEnding) {
      refuseHeir(reactor, "this process stops");
    } else if (successor != null || hasHeir) {
      refuseHeir(reactor, "there is one already");
    } else if (crews.stream().anyMatch(crew -> !crew.ownEndpoints().isEmpty())) {
      refuseHeir(reactor, "only this process can serve all of its endpoints");
    } else {
      reactor.log().info("USR2: a successor is started");
      successor =
          Successor.start(
              reactor,
              sockets -> crews.stream().flatMap(crew -> crew.handTo(sockets).stream()).toList(),
              HEIR_PATIENCE,
              new OfHeir(reactor));
    }
  }

  private static void refuseHeir(Reactor reactor, String why) {
    reactor.log().warning("USR2: no successor is started: " + why);
  }

  /// What becomes of the successor.
  private final class OfHeir implements Successor.Listener {
    private final Reactor reactor;

    OfHeir(Reactor reactor) {
      this.reactor = reactor;
    }

    @Override
    public void ready(long process) {
      hasHeir = true;
      successor = null;
      reactor.log().info("process " + process + " has taken over: the workers retire");
      var told = notices;
      if (told != null) {
        told.replacedBy(process);
        notices = null;
      }
      var _ =
          Deferred.all(crews.stream().map(CrewRun::giveUpForHeir).toList())
              .handle((nothing, failure) -> reactor.stop());
    }

    @Override
    public void failed(String why) {
      successor = null;
      reactor.log().error("the successor " + why + "; this process carries on");
    }
  }

  private void tellReady() {
    var told = notices;
    if (told != null) {
      told.ready(crews.stream().mapToInt(CrewRun::target).sum() + " workers");
    }
  }

  // What signals and operators ask for.

  /// Stops in order.
  void stop(Reactor reactor) {
    isStopping = true;
    var told = notices;
    if (told != null) {
      told.stopping();
    }
    var heir = successor;
    if (heir != null) {
      successor = null;
      heir.giveUp();
    }
    // From now on nobody is let in who would not be served to the end.
    crews.forEach(CrewRun::close);
    reactor.stop();
  }

  /// Whether it has been told to stop.
  boolean isStopping() {
    return isStopping;
  }

  /// Asks what is to be, and replaces all workers, or brings back those that have retired. Asked
  /// again meanwhile, the latest answer counts.
  ///
  /// @return succeeds when the new ones serve; fails when everything stays as it is
  Deferred<@Nullable Void> reload(Reactor reactor) {
    if (isLeaving()) {
      return Deferred.failed(new IllegalStateException(leaving()));
    }
    if (!isBegun) {
      return Deferred.failed(new IllegalStateException("the workers have not been started yet"));
    }
    // One is read after the other, so that what was read last is what is.
    var read =
        lastRead
            .handle((before, failure) -> before)
            .thenCompose(before -> reactor.deferToThread(() -> server.reload.read(reactor.log())));
    lastRead = read;
    return read.handle(
            (wanted, failure) -> {
              if (failure != null) {
                throw new IllegalStateException(
                    "everything stays as it is: " + failure.getMessage(), failure);
              }
              return wanted;
            })
        .thenCompose(wanted -> become(reactor, wanted));
  }

  private Deferred<@Nullable Void> become(Reactor reactor, ServerProcess wanted) {
    if (isLeaving()) {
      // It has been told to while it read.
      return Deferred.failed(new IllegalStateException(leaving()));
    }
    reactor.log().level(wanted.logLevel);
    reactor.log().info("the workers are replaced");
    server = wanted;
    var told = notices;
    if (told != null) {
      told.reloading();
    }
    return tellReadyAfter(
            crews.stream()
                .map(crew -> crew.reload(wanted.crews.get(crew.order()), shutdown()))
                .toList())
        .whenComplete((nothing, failure) -> {
          if (server == wanted && failure == null) {
            settled = wanted;
          } else if (server == wanted) {
            server = settled;
            reactor.log().level(settled.logLevel);
          }
        });
  }

  /// Whether it is about to end, so that nothing is changed any more.
  boolean isLeaving() {
    return isStopping || isEnding || hasHeir;
  }

  /// Why nothing is changed any more.
  String leaving() {
    return hasHeir ? "another process has taken this one's place" : "this process stops";
  }

  /// What an operator asks for.
  private final class OfServer implements Operations {
    private final Reactor reactor;

    OfServer(Reactor reactor) {
      this.reactor = reactor;
    }

    @Override
    public Deferred<@Nullable Void> reload() {
      return ServerRun.this.reload(reactor);
    }

    @Override
    public void stop() {
      ServerRun.this.stop(reactor);
    }

    @Override
    public @Nullable Heir heir(ControlSession session) {
      var expected = successor;
      if (expected == null || !expected.is(session)) {
        return null;
      }
      expected.met(session);
      return expected;
    }
  }

  /// Whoever asks from inside.
  private record OfArbiter(Arbiter arbiter, ControlActions actions, boolean isSuccessor)
      implements Operator {
    OfArbiter(Arbiter arbiter, Operations operations, boolean isSuccessor) {
      this(arbiter, new ControlActions(arbiter, operations), isSuccessor);
    }

    @Override
    public Deferred<@Nullable Object> ask(String action, String... arguments) {
      return actions.answer(new ControlRequest(action, List.of(arguments)));
    }
  }

  /// One worker more, or those that have retired.
  void more() {
    tellWhenDone(
        crews.stream()
            .filter(crew -> crew.order() == 0 || crew.target() == 0)
            .map(CrewRun::more)
            .toList());
  }

  /// One worker fewer, but never none.
  void fewer() {
    tellWhenDone(crews.stream().limit(1).map(CrewRun::fewer).toList());
  }

  /// Retires all workers; the ports stay open.
  void retire() {
    tellWhenDone(crews.stream().map(CrewRun::retire).toList());
  }

  /// What was asked for may be overruled by the next wish, or by the end: that is no failure.
  private void tellWhenDone(List<Deferred<@Nullable Void>> changes) {
    var _ = tellReadyAfter(changes).handle((nothing, failure) -> null);
  }

  private Deferred<@Nullable Void> tellReadyAfter(List<Deferred<@Nullable Void>> changes) {
    return Together.all(changes)
        .whenComplete((nothing, failure) -> {
          // It serves as before where a change has failed.
          if (!isLeaving()) {
            tellReady();
          }
        });
  }

  /// On the thread of the signals.
  void reopenLogs(Reactor reactor) {
    try {
      server.reopenLogs.run();
    } catch (UncheckedIOException e) {
      // The sentence says all of it.
      reactor.log().error(String.valueOf(e.getMessage()));
    }
    reactor.execute(() -> crews.forEach(CrewRun::reopenLogs));
  }
}

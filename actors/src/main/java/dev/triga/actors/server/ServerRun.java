package dev.triga.actors.server;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Monitor;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.Shutdown;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.ArbiterCell;
import dev.triga.actors.control.Operations;
import dev.triga.actors.launch.PidFile;
import dev.triga.actors.launch.SystemdNotices;
import dev.triga.async.Deferred;
import dev.triga.driver.Availability;
import dev.triga.driver.OperatingSystem;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One run of a server, from its ports to its exit code. On the arbiter's turn.
final class ServerRun {
  /// How much longer the arbiter waits for its workers than they have.
  private static final Duration GRACE_OF_OURS = Duration.ofSeconds(2);

  /// The arbiter serves nobody; what it does seldom, such as the first start of a worker, may take
  /// as long as the loading of its classes on a busy machine.
  private static final Duration STALL = Duration.ofSeconds(1);

  private final ServerProcess server;
  private final OperatingSystem system = OperatingSystem.current();
  private @Nullable SharedPorts open;
  private @Nullable Monitor monitor;
  private @Nullable SystemdNotices notices;
  private @Nullable Termination ended;

  /// How many workers there were before WINCH.
  private int retired;

  ServerRun(ServerProcess server) {
    this.server = server;
  }

  int run() {
    var builder =
        Reactor.builder()
            .name(server.name)
            .phaseDeadline(server.grace.plus(GRACE_OF_OURS).plus(GRACE_OF_OURS))
            .stallThreshold(STALL);
    if (server.driver != null) {
      builder.driver(server.driver);
    }
    try (Reactor reactor = builder.open()) {
      reactor.log().level(server.logLevel);
      return runOn(reactor);
    }
  }

  private int runOn(Reactor reactor) {
    try (var _ = pidFile();
        var ports = SharedPorts.open(reactor, server.endpoints, server.listenOptions)) {
      becomeUser();
      open = ports;
      var arbiter = Arbiter.on(reactor);
      var _ = arbiter.self().terminated().thenAccept(termination -> ended = termination);
      var signals = new ServerSignals(this, reactor);
      ((ArbiterCell) arbiter).openControl(new OfServer(reactor));
      server.listening.accept(ports.endpoints());
      notices = SystemdNotices.of(reactor, system, System.getenv(), ProcessHandle.current().pid());
      var _ = arbiter.running().thenAccept(actor -> begin(arbiter, ports));
      signals.listen();
      reactor.run();
    } catch (Halt halt) {
      return halt.exitCode();
    }
    var how = ended;
    return how == null ? 1 : how.exitCode();
  }

  private @Nullable PidFile pidFile() {
    return server.pidFile == null
        ? null
        : PidFile.create(server.pidFile, ProcessHandle.current().pid());
  }

  private void becomeUser() {
    if (system.changeUser(server.user, server.group) instanceof Availability.Unavailable no) {
      throw new IllegalStateException(no.reason());
    }
  }

  private void begin(Arbiter arbiter, SharedPorts ports) {
    ActorSpec worker =
        ports.given(
            arbiter, server.worker.shutdown(Shutdown.after(server.grace.plus(GRACE_OF_OURS))));
    var made = arbiter.monitor(server.workers, worker);
    monitor = made;
    var _ =
        made.ready()
            .thenRun(() -> {
              server.ready.accept(ports.endpoints());
              tellReady();
            });
  }

  private void tellReady() {
    var told = notices;
    var watched = monitor;
    if (told != null && watched != null) {
      told.ready(watched.target() + " workers");
    }
  }

  // What signals and operators ask for.

  /// Stops in order.
  void stop(Reactor reactor) {
    var told = notices;
    if (told != null) {
      told.stopping();
    }
    var ports = open;
    if (ports != null) {
      // From now on nobody is let in who would not be served to the end.
      ports.close();
    }
    reactor.stop();
  }

  /// Replaces all workers, or brings back those that have retired.
  ///
  /// @return succeeds when the new ones serve
  Deferred<@Nullable Void> reload(Reactor reactor) {
    var crew = monitor;
    if (crew == null) {
      return Deferred.failed(new IllegalStateException("the workers have not been started yet"));
    }
    reactor.log().info("the workers are replaced");
    var told = notices;
    if (told != null) {
      told.reloading();
    }
    var done = crew.target() == 0 ? crew.scale(Math.max(1, retired)) : crew.reload();
    return done.thenApply(nothing -> {
      tellReady();
      return null;
    });
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
  }

  /// One worker more, or those that have retired.
  void more() {
    var crew = monitor;
    if (crew != null) {
      scale(crew, crew.target() == 0 ? Math.max(1, retired) : crew.target() + 1);
    }
  }

  /// One worker fewer, but never none.
  void fewer() {
    var crew = monitor;
    if (crew != null && crew.target() > 1) {
      scale(crew, crew.target() - 1);
    }
  }

  /// Retires all workers; the ports stay open.
  void retire() {
    var crew = monitor;
    if (crew != null && crew.target() > 0) {
      retired = crew.target();
      scale(crew, 0);
    }
  }

  private void scale(Monitor crew, int workers) {
    var _ =
        crew.scale(workers)
            .handle((nothing, failure) -> {
              if (failure == null) {
                tellReady();
              }
              return null;
            });
  }

  void reopenLogs() {
    server.reopenLogs.run();
  }
}

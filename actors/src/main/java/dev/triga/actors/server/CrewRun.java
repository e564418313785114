package dev.triga.actors.server;

import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Monitor;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.Shutdown;
import dev.triga.actors.Workers;
import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A crew at work: its open ports, the monitor of its workers, and where there are ports that only
/// the arbiter's process can serve, a monitor of the local actor that does. On the arbiter's turn.
final class CrewRun implements AutoCloseable {
  /// What is called after the crew, for what only the arbiter's process can serve.
  private static final String OWN = ".own";

  private final SharedPorts ports;
  private final int order;
  private ServerCrew crew;
  private Duration shutdown;
  private @Nullable Arbiter arbiter;
  private @Nullable Monitor workers;
  private @Nullable Monitor own;

  /// How many workers there were before they retired.
  private int retired;

  private @Nullable CrewReload underWay;

  private CrewRun(ServerCrew crew, int order, SharedPorts ports, Duration shutdown) {
    this.crew = crew;
    this.order = order;
    this.ports = ports;
    this.shutdown = shutdown;
  }

  /// Opens the ports.
  ///
  /// @param order which of the server's crews this is
  /// @param shutdown how long a worker may take to stop
  /// @param inheritance what another process has opened
  /// @throws dev.triga.net.BindFailure if one cannot be opened
  static CrewRun open(
      Reactor reactor,
      ServerCrew crew,
      int order,
      Duration shutdown,
      SharedPorts.Inheritance inheritance) {
    var ports = SharedPorts.open(reactor, crew.endpoints(), crew.listenOptions(), inheritance);
    return new CrewRun(crew, order, ports, shutdown);
  }

  int order() {
    return order;
  }

  List<Endpoint> endpoints() {
    return ports.endpoints();
  }

  /// Starts the workers.
  ///
  /// @return succeeds when all serve
  Deferred<@Nullable Void> start(Arbiter on) {
    arbiter = on;
    var started = new ArrayList<Deferred<@Nullable Void>>();
    int hers = ports.ownEndpoints().size();
    boolean isLocal = crew.workers().kind() == ActorKind.LOCAL;
    if (isLocal || hers == 0 || hers < ports.endpoints().size()) {
      var made = on.monitor(crew.monitor().named(crew.name()), crew.workers(), workerSpec(on));
      workers = made;
      started.add(made.ready());
    }
    if (!isLocal && hers > 0) {
      // Where it is the only one, the hooks are its own.
      var hooks = workers == null ? crew.monitor() : ActorSpec.local(crew.name());
      var made = on.monitor(hooks.named(crew.name() + OWN), Workers.locals(1), ownSpec(on));
      own = made;
      started.add(made.ready());
    }
    return Together.all(started);
  }

  private ActorSpec workerSpec(Arbiter on) {
    return ports.given(on, spec().as(crew.workers().kind()));
  }

  private ActorSpec ownSpec(Arbiter on) {
    return ports.givenOwn(on, spec().as(ActorKind.LOCAL).named(crew.name() + OWN));
  }

  private ActorSpec spec() {
    return crew.worker().shutdown(Shutdown.after(shutdown));
  }

  /// Replaces all workers by those of a new description, or brings back those that have retired.
  /// There are fewer only when the new ones serve: until then nobody knows whether they do.
  ///
  /// @return succeeds when all serve; fails when the new ones do not start and the old ones stay
  Deferred<@Nullable Void> reload(ServerCrew wanted, Duration shutdown) {
    var reload =
        CrewReload.of(underWay, crew, this.shutdown, target(), wanted.workers().count(), retired);
    underWay = reload;
    crew = wanted;
    this.shutdown = shutdown;
    var replaced = new ArrayList<Deferred<@Nullable Void>>();
    var on = arbiter;
    var many = workers;
    if (on != null && many != null) {
      replaced.add(many.reload(workerSpec(on), reload.meanwhile()));
    }
    var one = own;
    if (on != null && one != null) {
      replaced.add(one.reload(ownSpec(on)));
    }
    return Together.all(replaced)
        .thenCompose(nothing ->
            scale(reload == underWay && reload.owns(target()) ? reload.goal() : target()))
        .whenComplete((nothing, failure) -> {
          if (reload == underWay) {
            underWay = null;
            if (failure != null) {
              goBack(reload);
            }
          }
        });
  }

  /// What is started from now on is as before, and so is the number of the workers.
  private void goBack(CrewReload failed) {
    crew = failed.crew();
    shutdown = failed.shutdown();
    if (failed.owns(target())) {
      // Who waits for the reload is told why it has failed.
      var _ = scale(failed.target()).handle((nothing, failure) -> null);
    }
  }

  /// How many workers there are to be.
  int target() {
    var many = workers;
    return many == null ? 0 : many.target();
  }

  /// One worker more, or those that have retired.
  Deferred<@Nullable Void> more() {
    int now = target();
    if (now == 0) {
      return scale(Math.max(1, retired));
    }
    return scale(crew.workers().kind() == ActorKind.LOCAL ? now : now + 1);
  }

  /// One worker fewer, but never none.
  Deferred<@Nullable Void> fewer() {
    return scale(target() > 1 ? target() - 1 : target());
  }

  /// Retires all workers; the ports stay open.
  Deferred<@Nullable Void> retire() {
    if (target() > 0) {
      retired = target();
    }
    return scale(0);
  }

  private Deferred<@Nullable Void> scale(int count) {
    var many = workers;
    return many == null || many.target() == count ? Together.all(List.of()) : many.scale(count);
  }

  /// Tells all workers to open their log files anew.
  void reopenLogs() {
    var command = crew.reopenLogs();
    if (command != null) {
      for (var monitor : new Monitor[] {workers, own}) {
        if (monitor != null) {
          monitor.workers().tellAll(command, "USR1");
        }
      }
    }
  }

  /// What is to be sent to a process that takes this one's place; see [SharedPorts#handTo].
  List<List<Object>> handTo(Consumer<Descriptor> sockets) {
    return ports.handTo(sockets);
  }

  /// Closes the ports here for such a process, and retires the workers.
  Deferred<@Nullable Void> giveUpForHeir() {
    ports.closeForHeir();
    return retire();
  }

  /// Those that only this process can serve.
  List<Endpoint> ownEndpoints() {
    return ports.ownEndpoints();
  }

  /// Closes the ports here; who is served is served to the end.
  @Override
  public void close() {
    ports.close();
  }
}

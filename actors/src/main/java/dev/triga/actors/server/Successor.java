package dev.triga.actors.server;

import dev.triga.actors.control.ControlActions;
import dev.triga.actors.control.ControlRequest;
import dev.triga.actors.control.ControlSession;
import dev.triga.actors.control.Operations;
import dev.triga.actors.launch.OwnCommand;
import dev.triga.driver.Descriptor;
import dev.triga.net.SystemdSockets;
import dev.triga.process.ChildProcess;
import dev.triga.process.ExitStatus;
import dev.triga.process.ProcessProtocol;
import dev.triga.process.ProcessSpec;
import dev.triga.process.Processes;
import dev.triga.process.Redirection;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A process that is to take our place, as long as it has not: it is started like us, connects to
/// our control socket, is sent our sockets, and says when it serves. On the turn.
final class Successor implements Operations.Heir {
  /// How long one that is not wanted any more may take to end.
  private static final Duration TERM_PATIENCE = Duration.ofSeconds(2);

  private static final Duration EXIT_PATIENCE = Duration.ofMillis(500);

  private final Reactor reactor;
  private final Function<Consumer<Descriptor>, Object> ports;
  private final Listener listener;
  private final ScheduledCall deadline;
  private @Nullable ChildProcess child;
  private @Nullable ControlSession session;
  private boolean isOver;

  /// Who is told what becomes of it; one of both, once. On the turn.
  interface Listener {
    /// It serves.
    void ready(long process);

    /// It does not, and is gone or ended.
    void failed(String why);
  }

  private Successor(
      Reactor reactor,
      Function<Consumer<Descriptor>, Object> ports,
      Duration patience,
      Listener listener) {
    this.reactor = reactor;
    this.ports = ports;
    this.listener = listener;
    deadline =
        reactor.schedule(
            patience, () -> fail("was not ready within " + patience.toSeconds() + " s"));
  }

  /// Starts one.
  ///
  /// @param ports sends all sockets, and answers what they are
  static Successor start(
      Reactor reactor,
      Function<Consumer<Descriptor>, Object> ports,
      Duration patience,
      Listener listener) {
    var made = new Successor(reactor, ports, patience, listener);
    var _ =
        reactor
            .deferToThread(OwnCommand::read)
            .thenCompose(
                command -> Processes.start(reactor, spec(command), started -> made.new Life()))
            .handle((started, failure) -> {
              if (failure != null) {
                made.fail("could not be started: " + failure.getMessage());
              } else {
                made.begun(started);
              }
              return null;
            });
    return made;
  }

  private static ProcessSpec spec(List<String> command) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeAll(SystemdSockets.VARIABLES);
    // It is to feed the watchdog itself.
    environment.remove("WATCHDOG_PID");
    environment.put(Predecessor.VARIABLE, Long.toString(ProcessHandle.current().pid()));
    return ProcessSpec.of(command)
        .withOnlyEnvironment(environment)
        .withInput(Redirection.INHERIT)
        .withOutput(Redirection.INHERIT)
        .withError(Redirection.INHERIT)
        .outlivingReactor();
  }

  /// Hears of its end.
  private final class Life implements ProcessProtocol {
    @Override
    public void exited(ExitStatus status) {
      fail("ended (%s) before it was ready".formatted(status));
    }
  }

  private void begun(ChildProcess started) {
    child = started;
    if (isOver) {
      started.terminate(TERM_PATIENCE);
    }
  }

  private void fail(String why) {
    if (!isOver) {
      giveUp();
      listener.failed(why);
    }
  }

  /// It is not wanted any more.
  void giveUp() {
    if (!isOver) {
      end();
      var started = child;
      if (started != null && started.isAlive()) {
        started.terminate(TERM_PATIENCE);
      }
    }
  }

  private void end() {
    isOver = true;
    deadline.cancel();
  }

  /// Whether who has connected is it.
  boolean is(ControlSession visitor) {
    var started = child;
    return !isOver
        && session == null
        && started != null
        && (visitor.process() == 0 || visitor.process() == started.pid());
  }

  /// It has connected.
  void met(ControlSession visitor) {
    session = visitor;
  }

  @Override
  public @Nullable Object heard(ControlRequest request) {
    var talk = session;
    var started = child;
    if (isOver || talk == null || started == null) {
      return Predecessor.TOO_LATE;
    }
    if (request.action().equals(ControlActions.TAKE_PLACE)) {
      return ports.apply(talk::sendSocket);
    }
    end();
    listener.ready(started.pid()); // The socket tells it on native drivers only.
    return Predecessor.RETIRING;
  }

  @Override
  public void gone() {
    // Its exit, which says more, comes soon where it has ended.
    reactor.schedule(EXIT_PATIENCE, () -> fail("has ended the conversation before it was ready"));
  }
}

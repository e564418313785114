package dev.triga.actors.server;

import dev.triga.actors.ending.HastyExit;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Signal;
import java.util.function.Consumer;

/// What signals mean to a server. They arrive on a reactor of their own, because the arbiter's may
/// be stuck in a callback, and that is when somebody sends the second INT. It ends with the process
/// and not before: given back to the JVM, a signal that comes while the process ends would replace
/// its exit code.
final class ServerSignals {
  /// What a shell reports for a program that INT has ended.
  private static final int INTERRUPTED_EXIT_CODE = 130;

  private final ServerRun run;
  private final Reactor server;
  private boolean isInterrupted;

  ServerSignals(ServerRun run, Reactor server) {
    this.run = run;
    this.server = server;
  }

  /// From the return on, signals mean what they are to, also when the process was started with them
  /// ignored.
  void listen() {
    server.signals().withoutDefaults();
    Reactor reactor = Reactor.builder().name("signals").open();
    reactor.log().level(server.log().level());
    on(reactor, Signal.TERM, signal -> onTurn(() -> run.stop(server)));
    on(reactor, Signal.INT, signal -> interrupted());
    on(reactor, Signal.HUP, signal -> change("HUP", () -> reloadOnTurn("HUP")));
    on(reactor, Signal.TTIN, signal -> change("TTIN", run::more));
    on(reactor, Signal.TTOU, signal -> change("TTOU", run::fewer));
    on(reactor, Signal.WINCH, signal -> change("WINCH", run::retire));
    on(reactor, Signal.USR2, signal -> onTurn(() -> run.succeed(server)));
    on(reactor, Signal.USR1, signal -> run.reopenLogs(server));
    // A daemon: it must not keep the process alive when the server's thread has ended.
    Thread.ofPlatform().daemon().name("signals").start(reactor::run);
  }

  /// A signal that cannot be had is left alone; the reactor's log says why.
  private static void on(Reactor reactor, Signal signal, Consumer<Signal> action) {
    try {
      reactor.signals().on(signal, action);
    } catch (UnsupportedOperationException e) {
      reactor.log().debug("no handler for signal " + signal, e);
    }
  }

  /// The same as HUP. Any thread.
  void reload() {
    change("reload", () -> reloadOnTurn("reload"));
  }

  /// Whoever is about to end changes nothing any more.
  private void change(String word, Runnable action) {
    onTurn(() -> {
      if (run.isLeaving()) {
        server.log().info(word + ": nothing is changed: " + run.leaving());
      } else {
        action.run();
      }
    });
  }

  private void onTurn(Runnable action) {
    try {
      server.execute(action);
    } catch (ReactorStoppedException e) {
      // It has ended already.
      server.log().debug("a signal came after the end", e);
    }
  }

  private void reloadOnTurn(String word) {
    server.log().info(word + ": everything that can change is read again");
    var _ =
        run.reload(server)
            .handle((nothing, failure) -> {
              // Whose workers end before they were replaced because all of it ends.
              if (failure != null && !run.isStopping()) {
                // A compiler says several lines, each of which is an entry.
                String.valueOf(failure.getMessage())
                    .lines()
                    .forEach(line -> server.log().error(word + ": " + line));
              }
              return null;
            });
  }

  private void interrupted() {
    if (isInterrupted) {
      HastyExit.exit(INTERRUPTED_EXIT_CODE);
    }
    isInterrupted = true;
    onTurn(() -> run.stop(server));
  }
}

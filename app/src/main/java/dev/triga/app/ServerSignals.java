package dev.triga.app;

import dev.triga.reactor.Log;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Signal;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What signals mean to a server in one process: TERM and the first INT stop it in order, a second
/// INT ends the process at once with 130, USR1 opens the log file anew, HUP reads again what the
/// server can read again, such as its certificate.
///
/// They arrive at a reactor of their own, because the server's may be stuck in a callback, and that
/// is when somebody sends the second INT. It ends with the process and not before: given back to
/// the JVM, a signal that comes while the process ends would replace its exit code.
final class ServerSignals {
  /// What a shell reports for a program that INT has ended.
  private static final int INTERRUPTED_EXIT_CODE = 130;

  private final Reactor server;
  private final LogOutput log;
  private boolean isInterrupted;

  private ServerSignals(Reactor server, LogOutput log) {
    this.server = server;
    this.log = log;
  }

  /// From the return on, signals mean to `server` what is said above, also when the process was
  /// started with them ignored.
  ///
  /// @param reload reads it, on a thread that it may block; null if there is nothing to read
  static void install(Reactor server, LogOutput log, @Nullable Consumer<Log> reload) {
    server.signals().withoutDefaults();
    Reactor reactor = Reactor.builder().name("signals").open();
    reactor.log().level(server.log().level());
    var signals = new ServerSignals(server, log);
    handle(reactor, Signal.TERM, _ -> server.stop());
    handle(reactor, Signal.INT, _ -> signals.interrupted());
    handle(reactor, Signal.USR1, _ -> signals.reopenLog());
    handle(
        reactor,
        Signal.HUP,
        _ -> {
          if (reload == null) {
            server.log().info("HUP: there is nothing to reload");
          } else {
            reactor.callInThread(() -> reload.accept(server.log()));
          }
        });
    // A daemon: it must not keep the process alive when the server's thread has ended.
    Thread.ofPlatform().daemon().name("signals").start(reactor::run);
  }

  /// A signal that cannot be had is left alone; the reactor's log says why.
  private static void handle(Reactor reactor, Signal signal, Consumer<Signal> action) {
    try {
      reactor.signals().on(signal, action);
    } catch (UnsupportedOperationException e) {
      reactor.log().debug("no handler for signal " + signal, e);
    }
  }

  private void interrupted() {
    if (isInterrupted) {
      Runtime.getRuntime().halt(INTERRUPTED_EXIT_CODE);
    }
    isInterrupted = true;
    server.stop();
  }

  private void reopenLog() {
    try {
      log.reopen();
    } catch (UncheckedIOException e) {
      server.log().error(String.valueOf(e.getMessage()), e);
    }
  }
}

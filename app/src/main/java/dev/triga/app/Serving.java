package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Behaviour;
import dev.triga.actors.server.ServerProcess;
import dev.triga.driver.Drivers;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.reactor.Log;
import dev.triga.reactor.Reactor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What every server of one process has in common: its options, and its way from binding to the
/// end.
///
/// All endpoints are bound before the first is announced, so that a mistake in one of several
/// leaves no server that is half there.
final class Serving {
  private static final String DEFAULT_BACKLOG = "1024";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private LogOptions logging;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private WorkerOptions workers;

  @Option(
      names = "--reactor",
      paramLabel = "NAME",
      converter = DriverName.Converter.class,
      description = "The driver, one of `triga reactors`. Default: the one with the star.")
  private @Nullable DriverName driver;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      defaultValue = DEFAULT_BACKLOG,
      converter = OptionText.ToCount.class,
      description = "How many connections the system may queue. Default: ${DEFAULT-VALUE}.")
  private int backlog;

  @Option(
      names = "--graceful-timeout",
      paramLabel = "S",
      defaultValue = "30",
      converter = OptionText.ToSeconds.class,
      description =
          "Seconds that open connections get at the end to take what was written to them."
              + " Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private Duration gracefulTimeout;

  /// Made by picocli.
  Serving() {}

  /// What a server binds.
  @FunctionalInterface
  interface Binding {
    /// Binds everything, and answers with the real endpoints.
    List<Endpoint> bind(Reactor reactor, ListenOptions options);
  }

  /// Whether workers are to serve these endpoints: all of a form that several processes can accept
  /// on, with this driver.
  boolean hasWorkersFor(List<Endpoint> endpoints) {
    if (workers.count() == 0) {
      return false;
    }
    String name = driver == null ? Drivers.byDefault().name() : driver.name();
    boolean isPortable = name.equals("nio");
    return endpoints.stream()
        .allMatch(endpoint ->
            switch (endpoint) {
              case Endpoint.Tcp _ -> true;
              case Endpoint.Unix _, Endpoint.Systemd _, Endpoint.Fd _ -> !isPortable;
              default -> false;
            });
  }

  /// Serves by workers under an arbiter, which runs on the calling thread until a signal stops it.
  ///
  /// @param command the command, whose name the arbiter gets
  /// @param worker what each of them does
  /// @return the exit code
  int supervise(CommandSpec command, List<Endpoint> endpoints, Class<? extends Behaviour> worker) {
    LogOutput log = logging.open();
    Log.defaultObserver(log);
    PrintWriter out = command.commandLine().getOut();
    ActorSpec spec =
        ActorSpec.process(command.name(), worker)
            .timeout(workers.timeout())
            .config(EchoWorker.GRACE, Math.toIntExact(Math.max(1, gracefulTimeout.toSeconds())))
            .config(EchoWorker.MAX_REQUESTS, workers.maxRequests())
            .config(EchoWorker.MAX_REQUESTS_JITTER, workers.maxRequestsJitter());
    return ServerProcess.of(command.name(), spec)
        .bind(endpoints)
        .listenOptions(ListenOptions.DEFAULT.withBacklog(backlog))
        .workers(workers.workers())
        .grace(gracefulTimeout)
        .logLevel(logging.level())
        .driver(driver == null ? null : driver.name())
        .pidFile(workers.pidFile())
        .runAs(workers.user(), workers.group())
        .onListening(bound -> bound.forEach(endpoint -> out.println("listening on " + endpoint)))
        .onReady(bound -> sayReady(out))
        .onReopenLogs(log::reopen)
        .run();
  }

  /// Serves on the calling thread until a signal stops it.
  ///
  /// @param command the command, whose name the reactor gets
  void run(CommandSpec command, Binding binding) {
    run(command, binding, null);
  }

  /// The same, for a server that can read something again.
  ///
  /// @param reload what HUP does, on a thread that it may block; null if there is nothing to read
  void run(CommandSpec command, Binding binding, @Nullable Consumer<Log> reload) {
    LogOutput log = logging.open();
    Log.defaultObserver(log);
    try (Reactor reactor = openReactor(command.name())) {
      reactor.log().level(logging.level());
      List<Endpoint> bound = binding.bind(reactor, ListenOptions.DEFAULT.withBacklog(backlog));
      ServerSignals.install(reactor, log, reload);
      PrintWriter out = wordsGoTo(command.commandLine(), bound);
      bound.forEach(endpoint -> out.println("listening on " + endpoint));
      reactor.whenRunning(() -> sayReady(out));
      reactor.run();
    }
  }

  /// Standard output is the server's voice, unless it is what is served.
  private static PrintWriter wordsGoTo(CommandLine command, List<Endpoint> bound) {
    return bound.stream().anyMatch(Endpoint.Stdio.class::isInstance)
        ? command.getErr()
        : command.getOut();
  }

  private static void sayReady(PrintWriter out) {
    out.println("ready");
    out.flush();
  }

  private Reactor openReactor(String name) {
    var builder = Reactor.builder().name(name).phaseDeadline(gracefulTimeout);
    if (driver != null) {
      builder.driver(driver.name());
    }
    return builder.open();
  }
}

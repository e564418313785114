package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.server.ServerCrew;
import dev.triga.actors.server.ServerProcess;
import dev.triga.driver.Drivers;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.reactor.Log;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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

  /// Serves until a signal stops it, on the calling thread.
  ///
  /// @param command the command, whose name the server gets
  /// @param worker what each worker does; it is given these options by its config
  /// @param files where the certificate is for `tls:` endpoints, null if there are none
  /// @return the exit code
  int run(
      CommandSpec command,
      List<Endpoint> endpoints,
      ActorSpec worker,
      CertificateOptions.@Nullable Files files) {
    checkWorkersAreWanted(command.commandLine(), endpoints);
    LogOutput log = logging.open();
    Log.defaultObserver(log);
    PrintWriter out = wordsGoTo(command.commandLine(), endpoints);
    boolean endsWithInput = endpoints.size() == 1 && endpoints.getFirst() instanceof Endpoint.Stdio;
    ActorSpec spec =
        worker
            .timeout(workers.timeout())
            .config(PortWorker.GRACE, Math.toIntExact(Math.max(1, gracefulTimeout.toSeconds())))
            .config(PortWorker.MAX_REQUESTS, workers.maxRequests())
            .config(PortWorker.MAX_REQUESTS_JITTER, workers.maxRequestsJitter())
            .config(PortWorker.ENDS_WITH_INPUT, endsWithInput);
    if (files != null) {
      spec =
          spec.config(PortWorker.CERTIFICATE, files.certificate().toString())
              .config(PortWorker.KEY, files.key().toString());
    }
    ServerProcess server =
        ServerProcess.of(command.name())
            .crew(
                ServerCrew.of(command.name(), spec)
                    .bind(endpoints)
                    .withListenOptions(ListenOptions.DEFAULT.withBacklog(backlog))
                    .withWorkers(workers.workers()))
            .grace(gracefulTimeout)
            .logLevel(logging.level())
            .driver(driver == null ? null : driver.name())
            .pidFile(workers.pidFile())
            .runAs(workers.user(), workers.group())
            .onListening(
                bound -> bound.forEach(endpoint -> out.println("listening on " + endpoint)))
            .onReady(bound -> sayReady(out))
            .onReopenLogs(log::reopen);
    if (files != null) {
      server
          .checkAsUser(() -> CertificateOptions.read(files.certificate(), files.key()))
          .onReload(() -> {
            CertificateOptions.read(files.certificate(), files.key());
            return server;
          });
    }
    return server.run();
  }

  /// Options about workers that are given where nobody is to be a worker are a mistake.
  private void checkWorkersAreWanted(CommandLine command, List<Endpoint> endpoints) {
    var alone = endpoints.stream().filter(this::isForArbiter).toList();
    boolean isForNobody = workers.count() == 0 || alone.size() == endpoints.size();
    if (!isForNobody) {
      return;
    }
    for (String option : List.of("--workers", "--concurrency", "--timeout")) {
      boolean isNone = option.equals("--workers") && workers.count() == 0;
      if (command.getParseResult().hasMatchedOption(option) && !isNone) {
        throw new ParameterException(
            command,
            "%s is about workers, and there are none: %s"
                .formatted(
                    option,
                    workers.count() == 0
                        ? "--workers 0 serves in the arbiter's own process"
                        : alone.getFirst()
                            + " can be served in the arbiter's own process only"
                            + (alone.getFirst() instanceof Endpoint.Stdio
                                ? ""
                                : "; native drivers can share it")));
      }
    }
  }

  /// Whether only the arbiter's own process can serve it, with this driver.
  private boolean isForArbiter(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Stdio _ -> true;
      case Endpoint.Tcp _, Endpoint.Tls _, Endpoint.Udp _ -> false;
      default -> (driver == null ? Drivers.byDefault().name() : driver.name()).equals("nio");
    };
  }

  /// Standard output is the server's voice, unless it is what is served.
  private static PrintWriter wordsGoTo(CommandLine command, List<Endpoint> endpoints) {
    return endpoints.stream().anyMatch(Endpoint.Stdio.class::isInstance)
        ? command.getErr()
        : command.getOut();
  }

  private static void sayReady(PrintWriter out) {
    out.println("ready");
    out.flush();
  }
}

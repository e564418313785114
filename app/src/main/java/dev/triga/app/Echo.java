package dev.triga.app;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.reactor.Log;
import dev.triga.reactor.Reactor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triga echo`: a server that answers every byte with the same byte, and every datagram with the
/// same datagram.
///
/// All endpoints are bound before the first is announced, so that a mistake in one of several
/// leaves no server that is half there.
@Command(name = "echo", description = "Answer every byte with the same byte.")
final class Echo implements Runnable {
  private static final String DEFAULT_ENDPOINT = "tcp:127.0.0.1:7000";
  private static final String DEFAULT_BACKLOG = "1024";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private LogOptions logging;

  @Option(
      names = "--bind",
      paramLabel = "ENDPOINT",
      defaultValue = DEFAULT_ENDPOINT,
      converter = OptionText.ToEndpoint.class,
      description =
          "Where to listen, repeatable: tcp:HOST:PORT, udp:HOST:PORT, unix:/PATH[:mode=660],"
              + " unix:@NAME, systemd:INDEX or fd:NUMBER. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private List<Endpoint> endpoints;

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

  /// Serves on the calling thread until a signal stops it.
  @Override
  public void run() {
    LogOutput log = logging.open();
    Log.defaultObserver(log);
    try (Reactor reactor = openReactor()) {
      reactor.log().level(logging.level());
      ListenOptions options = ListenOptions.DEFAULT.withBacklog(backlog);
      List<Endpoint> bound =
          endpoints.stream().map(endpoint -> bind(reactor, endpoint, options)).toList();
      ServerSignals.stopInOrder(reactor, log);
      PrintWriter out = spec.commandLine().getOut();
      bound.forEach(endpoint -> out.println("listening on " + endpoint));
      reactor.whenRunning(() -> sayReady(out));
      reactor.run();
    }
  }

  /// Binds one endpoint and answers with the real one.
  private static Endpoint bind(Reactor reactor, Endpoint endpoint, ListenOptions options) {
    return endpoint instanceof Endpoint.Udp
        ? reactor.datagrams(endpoint, EchoDatagrams::new).endpoint()
        : reactor.listen(endpoint, options, EchoProtocol::new).endpoint();
  }

  private static void sayReady(PrintWriter out) {
    out.println("ready");
    out.flush();
  }

  private Reactor openReactor() {
    var builder = Reactor.builder().name("echo").phaseDeadline(gracefulTimeout);
    if (driver != null) {
      builder.driver(driver.name());
    }
    return builder.open();
  }
}

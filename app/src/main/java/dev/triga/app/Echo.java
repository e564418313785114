package dev.triga.app;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.Reactor;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triga echo`: a server that answers every byte with the same byte, and every datagram with the
/// same datagram.
@Command(name = "echo", description = "Answer every byte with the same byte.")
final class Echo implements Callable<Integer> {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:7000";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private Serving serving;

  @Option(
      names = "--bind",
      paramLabel = "ENDPOINT",
      converter = OptionText.ToEndpoint.class,
      description =
          "Where to listen, repeatable: tcp:HOST:PORT, tls:HOST:PORT, udp:HOST:PORT,"
              + " unix:/PATH[:mode=660], unix:@NAME, systemd:INDEX, fd:NUMBER, or stdio:, at whose"
              + " end the server ends if it has no other. Default: tcp:"
              + DEFAULT_ADDRESS
              + ", with --cert tls:"
              + DEFAULT_ADDRESS
              + ".")
  private List<Endpoint> endpoints = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CertificateOptions certificate;

  /// Serves on the calling thread until a signal stops it.
  ///
  /// @return the exit code
  @Override
  public Integer call() {
    TlsOptions tls = certificate.read(spec.commandLine());
    List<Endpoint> wanted =
        endpoints.isEmpty()
            ? List.of(Endpoint.parse((tls == null ? "tcp:" : "tls:") + DEFAULT_ADDRESS))
            : endpoints;
    certificate.checkNeeded(spec.commandLine(), wanted);
    if (serving.hasWorkersFor(wanted)) {
      return serving.supervise(spec, wanted, EchoWorker.class);
    }
    serving.run(
        spec,
        (reactor, options) ->
            wanted.stream().map(endpoint -> bind(reactor, endpoint, options, tls)).toList(),
        certificate.reload());
    return CommandLine.ExitCode.OK;
  }

  /// Whether standard input and output are all there is to serve.
  private boolean endsWithInput() {
    return endpoints.size() == 1 && endpoints.getFirst() instanceof Endpoint.Stdio;
  }

  /// Binds one endpoint and answers with the real one. Only `tls:` ones speak TLS: who writes
  /// another form means it.
  private Endpoint bind(
      Reactor reactor, Endpoint endpoint, ListenOptions options, @Nullable TlsOptions tls) {
    if (endpoint instanceof Endpoint.Udp) {
      return reactor.datagrams(endpoint, EchoDatagrams::new).endpoint();
    }
    if (endsWithInput()) {
      return reactor.listen(endpoint, options, EchoPipe::new).endpoint();
    }
    ListenOptions own =
        tls != null && endpoint instanceof Endpoint.Tls ? options.withTls(tls) : options;
    return reactor.listen(endpoint, own, EchoProtocol::new).endpoint();
  }
}

package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.net.Endpoint;
import java.util.List;
import java.util.concurrent.Callable;
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
    CertificateOptions.Files files = certificate.check(spec.commandLine());
    List<Endpoint> wanted =
        endpoints.isEmpty()
            ? List.of(Endpoint.parse((files == null ? "tcp:" : "tls:") + DEFAULT_ADDRESS))
            : endpoints;
    certificate.checkNeeded(spec.commandLine(), wanted);
    return serving.run(spec, wanted, ActorSpec.process(spec.name(), EchoWorker.class), files);
  }
}

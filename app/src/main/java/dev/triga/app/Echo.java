package dev.triga.app;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.reactor.Reactor;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triga echo`: a server that answers every byte with the same byte, and every datagram with the
/// same datagram.
@Command(name = "echo", description = "Answer every byte with the same byte.")
final class Echo implements Runnable {
  private static final String DEFAULT_ENDPOINT = "tcp:127.0.0.1:7000";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private Serving serving;

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

  /// Serves on the calling thread until a signal stops it.
  @Override
  public void run() {
    serving.run(
        spec,
        (reactor, options) ->
            endpoints.stream().map(endpoint -> bind(reactor, endpoint, options)).toList());
  }

  /// Binds one endpoint and answers with the real one.
  private static Endpoint bind(Reactor reactor, Endpoint endpoint, ListenOptions options) {
    return endpoint instanceof Endpoint.Udp
        ? reactor.datagrams(endpoint, EchoDatagrams::new).endpoint()
        : reactor.listen(endpoint, options, EchoProtocol::new).endpoint();
  }
}

package dev.triga.app;

import dev.triga.net.Endpoint;
import dev.triga.net.ProtocolFactory;
import dev.triga.protocol.Forward;
import dev.triga.reactor.Reactor;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triga forward FROM TO`: carries each connection on to another place.
@Command(
    name = "forward",
    description = "Forward each connection that comes to FROM on to TO, both ways.")
final class ForwardCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private Serving serving;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      converter = OptionText.ToEndpoint.class,
      description =
          "Where to listen: tcp:HOST:PORT, unix:/PATH[:mode=660], unix:@NAME or"
              + " stdio:, at whose end it ends.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it.
  private Endpoint from;

  @Parameters(
      index = "1",
      paramLabel = "TO",
      converter = OptionText.ToEndpoint.class,
      description = "Where to connect: tcp:HOST:PORT, unix:/PATH, unix:@NAME.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it.
  private Endpoint to;

  /// Serves on the calling thread until a signal stops it.
  @Override
  public void run() {
    if (!isStream(to)) {
      throw new ParameterException(
          spec.commandLine(),
          "TO '"
              + to
              + "' is nothing to connect to: write tcp:HOST:PORT, unix:/PATH or unix:@NAME");
    }
    serving.run(
        spec,
        (reactor, options) -> List.of(reactor.listen(from, options, factory(reactor)).endpoint()));
  }

  /// There is only one connection from standard input: its end is the end of the server.
  private ProtocolFactory<?> factory(Reactor reactor) {
    ProtocolFactory<?> forward = Forward.to(to);
    if (!(from instanceof Endpoint.Stdio)) {
      return forward;
    }
    return transport -> {
      var _ = transport.ended().thenRun(reactor::stop);
      return forward.open(transport);
    };
  }

  private static boolean isStream(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp _, Endpoint.Unix _, Endpoint.UnixAbstract _ -> true;
      default -> false;
    };
  }
}

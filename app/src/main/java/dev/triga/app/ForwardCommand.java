package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.net.Endpoint;
import java.util.List;
import java.util.concurrent.Callable;
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
final class ForwardCommand implements Callable<Integer> {
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
          "Where to listen: tcp:HOST:PORT, unix:/PATH[:mode=660], unix:@NAME, systemd:INDEX,"
              + " fd:NUMBER or stdio:, at whose end it ends.")
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
  ///
  /// @return the exit code
  @Override
  public Integer call() {
    if (from instanceof Endpoint.Udp || from instanceof Endpoint.Tls) {
      throw new ParameterException(
          spec.commandLine(),
          "FROM '"
              + from
              + "' is nothing to forward from: write tcp:HOST:PORT, unix:/PATH, unix:@NAME,"
              + " systemd:INDEX, fd:NUMBER or stdio:");
    }
    if (!isStream(to)) {
      throw new ParameterException(
          spec.commandLine(),
          "TO '"
              + to
              + "' is nothing to connect to: write tcp:HOST:PORT, unix:/PATH or unix:@NAME");
    }
    return serving.run(
        spec,
        List.of(from),
        ActorSpec.process(spec.name(), ForwardWorker.class)
            .config(ForwardWorker.TARGET, to.toString()),
        null);
  }

  private static boolean isStream(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp _, Endpoint.Unix _, Endpoint.UnixAbstract _ -> true;
      default -> false;
    };
  }
}

package dev.triga.app;

import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.net.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `triga forward FROM TO`: carries each connection on to another place.
@Command(
    name = "forward",
    description = "Forward each connection that comes to FROM on to TO, both ways.",
    modelTransformer = SettingOptions.class)
final class ForwardCommand extends ServerCommand {
  @Parameters(
      index = "0",
      paramLabel = "FROM",
      converter = OptionText.ToEndpoint.class,
      description =
          "Where to listen: tcp:HOST:PORT, tls:HOST:PORT, unix:/PATH[:mode=660], unix:@NAME,"
              + " systemd:INDEX, fd:NUMBER or stdio:, at whose end it ends.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it.
  private Endpoint from;

  @Parameters(
      index = "1",
      paramLabel = "TO",
      converter = OptionText.ToEndpoint.class,
      description = "Where to connect: tcp:HOST:PORT, unix:/PATH, unix:@NAME.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it.
  private Endpoint to;

  @Override
  List<ServedApplication> open() {
    return List.of(ServedApplication.of("", ForwardApplication.class));
  }

  @Override
  Map<Setting<?>, String> arguments() {
    if (from instanceof Endpoint.Udp) {
      throw new SettingException(
          "FROM '"
              + from
              + "' has datagrams, which are not forwarded: write tcp:HOST:PORT, unix:/PATH or"
              + " another stream");
    }
    if (to instanceof Endpoint.Tcp tcp && tcp.port() == 0) {
      throw new SettingException(
          "TO '" + to + "' names no port to connect to: it is within 1..65535");
    }
    return Map.of(ServerSettings.BIND, from.toString(), ForwardApplication.TARGET, to.toString());
  }

  @Override
  Set<Setting<?>> positional() {
    return Set.of(ServerSettings.BIND, ForwardApplication.TARGET);
  }
}

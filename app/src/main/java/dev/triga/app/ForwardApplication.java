package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.Settings;
import dev.triga.net.Endpoint;
import dev.triga.net.ProtocolFactory;
import dev.triga.protocol.Forward;
import java.util.List;

/// Carries each connection on to another place.
public final class ForwardApplication implements ServerApplication {
  /// Where to.
  static final Setting<List<Endpoint>> TARGET =
      Setting.endpoints("to", null, "Where to connect: tcp:HOST:PORT, unix:/PATH, unix:@NAME.");

  /// Made in each process.
  public ForwardApplication() {}

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(TARGET);
  }

  @Override
  public boolean serves(Endpoint endpoint) {
    return !(endpoint instanceof Endpoint.Udp);
  }

  @Override
  public Settings check(Settings settings) {
    List<Endpoint> to = settings.get(TARGET);
    if (to.size() != 1 || !isStream(to.getFirst())) {
      throw new SettingException(
          "TO '"
              + to.getLast()
              + "' is nothing to connect to: write tcp:HOST:PORT, unix:/PATH or unix:@NAME");
    }
    return settings;
  }

  private static boolean isStream(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp _, Endpoint.Unix _, Endpoint.UnixAbstract _ -> true;
      default -> false;
    };
  }

  @Override
  public ProtocolFactory<?> protocols(Actor worker, Settings settings) {
    ProtocolFactory<?> forward = Forward.to(settings.get(TARGET).getFirst());
    if (!EchoApplication.isPipe(settings)) {
      return forward;
    }
    // There is only one connection from standard input: its end is the end of the server.
    return transport -> {
      var _ = transport.ended().thenRun(worker.reactor()::stop);
      return forward.open(transport);
    };
  }
}

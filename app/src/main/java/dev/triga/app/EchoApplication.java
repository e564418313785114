package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.app.settings.Settings;
import dev.triga.net.DatagramFactory;
import dev.triga.net.Endpoint;
import dev.triga.net.ProtocolFactory;
import java.util.List;

/// Answers every byte with the same byte, and every datagram with the same datagram.
public final class EchoApplication implements ServerApplication {
  /// Made in each process.
  public EchoApplication() {}

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String defaultEndpoint() {
    return "tcp:127.0.0.1:7000";
  }

  @Override
  public boolean serves(Endpoint endpoint) {
    return true;
  }

  @Override
  public ProtocolFactory<?> protocols(Actor worker, Settings settings) {
    return isPipe(settings) ? EchoPipe::new : EchoProtocol::new;
  }

  /// Whether standard input is all there is to serve: then its end is the end of the server.
  static boolean isPipe(Settings settings) {
    List<Endpoint> bound = settings.get(ServerSettings.BIND);
    return bound.size() == 1 && bound.getFirst() instanceof Endpoint.Stdio;
  }

  @Override
  public DatagramFactory datagrams(Actor worker, Settings settings) {
    return EchoDatagrams::new;
  }
}

package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.net.DatagramFactory;
import dev.triga.net.Endpoint;
import dev.triga.net.ProtocolFactory;
import dev.triga.protocol.Forward;
import org.jspecify.annotations.Nullable;

/// A worker of `triga forward`.
public final class ForwardWorker extends PortWorker {
  /// The value of its config that says where to.
  static final String TARGET = "target";

  /// Made by its actor.
  public ForwardWorker() {}

  @Override
  ProtocolFactory<?> protocols(Actor actor) {
    ProtocolFactory<?> forward =
        Forward.to(Endpoint.parse(String.valueOf(actor.config().get(TARGET))));
    if (!endsWithInput(actor)) {
      return forward;
    }
    // There is only one connection from standard input: its end is the end of the server.
    return transport -> {
      var _ = transport.ended().thenRun(actor.reactor()::stop);
      return forward.open(transport);
    };
  }

  @Override
  @Nullable DatagramFactory datagrams(Actor actor) {
    return null;
  }
}

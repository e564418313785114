package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.net.DatagramFactory;
import dev.triga.net.ProtocolFactory;

/// A worker of `triga echo`.
public final class EchoWorker extends PortWorker {
  /// Made by its actor.
  public EchoWorker() {}

  @Override
  ProtocolFactory<?> protocols(Actor actor) {
    return endsWithInput(actor) ? EchoPipe::new : EchoProtocol::new;
  }

  @Override
  DatagramFactory datagrams(Actor actor) {
    return EchoDatagrams::new;
  }
}

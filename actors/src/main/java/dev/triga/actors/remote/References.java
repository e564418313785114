package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.cell.Address;
import dev.triga.actors.cell.RemoteReference;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireException;
import org.jspecify.annotations.Nullable;

/// Refs on their way to another process: the process, the actor, and its name in a line. Where it
/// arrives it becomes the ref that that process has for the actor.
final class References implements Values.StandIns {
  private final Peers peers;

  References(Peers peers) {
    this.peers = peers;
  }

  @Override
  public @Nullable String outwards(Object value) {
    return switch (value) {
      case RemoteReference there -> text(there, there.id(), there.name());
      case ActorRef here -> text(peers.self(), here.id(), here.name());
      // Java's serialisation asks the ref for its address before it asks us.
      case Address(var id, var name) ->
          peers.population().remote(id) instanceof RemoteReference there
              ? text(there, id, name)
              : text(peers.self(), id, name);
      default -> null;
    };
  }

  private String text(RemoteReference there, ActorId id, String name) {
    return text(there.route() instanceof Peer peer ? peer.process() : peers.self(), id, name);
  }

  private static String text(ActorId process, ActorId id, String name) {
    return process + " " + id + " " + name;
  }

  @Override
  public Object inwards(String text) {
    String[] parts = text.split(" ", 3);
    if (parts.length < 3) {
      throw new WireException("'" + text + "' is no actor");
    }
    try {
      return peers.reference(new ActorId(parts[0]), new ActorId(parts[1]), parts[2]);
    } catch (IllegalArgumentException e) {
      throw new WireException("'" + text + "' is no actor", e);
    }
  }
}

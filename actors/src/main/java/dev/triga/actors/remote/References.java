package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.cell.CellReference;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireException;
import org.jspecify.annotations.Nullable;

/// Refs on their way to another process: a line with the process, the actor, what it takes of one
/// sender, and its name. Where it arrives it becomes the ref that that process has for the actor.
final class References implements Values.StandIns {
  private static final int CREDIT_DIGITS_MAX = 9;

  private final Peers peers;

  References(Peers peers) {
    this.peers = peers;
  }

  @Override
  public @Nullable String outwards(Object value) {
    return switch (value) {
      case CellReference here -> text(peers.self(), here, here.credit());
      case RemoteReference there -> text(there.peer().process(), there, there.credit());
      case ActorRef nobody -> text(peers.self(), nobody, 1);
      default -> null;
    };
  }

  private static String text(ActorId process, ActorRef ref, int credit) {
    return process + " " + ref.id() + " " + credit + " " + ref.name();
  }

  @Override
  public Object inwards(String text) {
    String[] parts = text.split(" ", 4);
    if (parts.length < 4 || !parts[2].matches("[1-9][0-9]{0," + (CREDIT_DIGITS_MAX - 1) + "}")) {
      throw new WireException("'" + text + "' is no actor");
    }
    try {
      return peers.reference(
          new ActorId(parts[0]), new ActorId(parts[1]), parts[3], Integer.parseInt(parts[2]));
    } catch (IllegalArgumentException e) {
      throw new WireException("'" + text + "' is no actor", e);
    }
  }

  /// A text as an id, or another id if it is none.
  static ActorId idOr(String text, ActorId other) {
    try {
      return new ActorId(text);
    } catch (IllegalArgumentException e) {
      return other;
    }
  }
}

package dev.triga.actors;

import java.util.Collection;

/// The actor does not answer that command.
public final class UnknownCommandFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  /// One for a command.
  ///
  /// @param known the names of those that the actor answers
  public UnknownCommandFailure(String command, String actor, Collection<String> known) {
    super("%s does not answer '%s'; it answers %s".formatted(actor, command, known), null);
  }
}

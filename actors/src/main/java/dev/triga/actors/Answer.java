package dev.triga.actors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What an actor does on a command.
///
/// It travels to the actor's process, so what it captures has to be serialisable; better it
/// captures nothing and keeps what it needs in the actor's [extra][Actor#extra()], or is a method
/// of a [Behaviour].
///
/// @param <A> the type of the argument
/// @param <R> the type of the reply
@FunctionalInterface
public interface Answer<A extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /// Does what the command asks for. On the actor's turn.
  ///
  /// @param actor the one who was asked
  /// @param argument what came with the command
  /// @return the reply; nobody gets it when the command was told, not asked
  /// @throws Exception goes to whoever asked; what was only told is reported to the actor's reactor
  R to(Actor actor, A argument) throws Exception;
}

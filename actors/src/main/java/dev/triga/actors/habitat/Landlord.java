package dev.triga.actors.habitat;

import dev.triga.actors.Termination;

/// What the manager of an actor hears from the place where it lives. Any thread; each call is
/// passed on to the manager's turn.
public interface Landlord {
  /// The actor's start hook has run and it takes messages. Once, unless it ends first.
  void ready();

  /// The actor has given a sign of life. As often as it likes.
  void alive();

  /// The actor has ended, and nothing of it is left in that place. Once, and before anybody else
  /// hears of it, who may want to start another one of its name; before [#ready()] it means that
  /// the start has failed, and the termination's failure says why.
  void ended(Termination termination);
}

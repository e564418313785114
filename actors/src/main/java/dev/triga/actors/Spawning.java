package dev.triga.actors;

import dev.triga.actors.cell.Birth;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;

/// An actor on its way. It always ends: with the actor's ref once the start hook has run, or with a
/// [SpawnFailure] that says why not: the hook failed (its exception is the cause), the process
/// ended (with the end of its standard error), the name is taken, or the boot deadline is over.
/// Then nothing of the actor is left.
///
/// The [ref][#ref()] is usable at once: messages wait until the actor runs, and what was asked
/// fails with the boot failure if it never does.
///
/// Cancelling it kills the actor.
public abstract sealed class Spawning extends Deferred<ActorRef> permits Birth {
  /// For the module.
  protected Spawning(Reactor owner) {
    super(owner);
  }

  /// The id of the actor, also if it never runs.
  public abstract ActorId id();

  /// The actor, which may not run yet.
  public abstract ActorRef ref();
}

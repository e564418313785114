package dev.triga.actors.habitat;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Termination;

/// The place where one actor lives, as its manager sees it: it lets the actor in, and has it out.
///
/// Who manages the actor counts time: the boot deadline, the time for stopping, how long it has
/// been silent. The place does what it is told, and tells its [Landlord] what happens. Methods are
/// called on the manager's turn and never wait.
public interface Habitat {
  /// The actor's ref, usable before [#boot()]: messages wait in the place until the actor runs.
  ActorRef reference();

  /// Begins to let the actor in. Called once.
  void boot();

  /// Asks the actor to stop in order.
  ///
  /// @param cause what its termination is to say
  void stop(Termination.Cause cause);

  /// Has the actor out, whatever it does, and tells [Landlord#ended] soon in any case.
  ///
  /// @param cause what its termination is to say: killed, silent for too long, not ready in time
  void kill(Termination.Cause cause);

  /// Has the actor give a sign of life soon, if it can: it ends in [Landlord#alive].
  void probe();

  /// For how long the actor has given no sign of life, where the place itself watches over it; else
  /// 0.
  default long silentNanos() {
    return 0;
  }

  /// What the place knows about why the actor is silent: a stack, the end of its output. For the
  /// log, before it is killed; may be empty.
  String evidence();
}

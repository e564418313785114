package dev.triga.actors;

import dev.triga.actors.cell.Reference;
import dev.triga.async.Deferred;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// One actor, wherever it lives: what others know of it. It stays the same actor for ever; one that
/// is started in its place has a ref of its own, and the same name.
///
/// A ref may be sent in messages. Two are equal when they mean the same actor. Any thread.
public sealed interface ActorRef extends Recipient, Serializable permits Reference {
  /// Which actor it is.
  ActorId id();

  /// What it is called, as long as it lives by nobody else.
  String name();

  /// Succeeds when the actor has ended, with how and why: death watch. Each call gives a Deferred
  /// of its own, which belongs to the reactor whose turn the caller has. It succeeds soon if the
  /// actor has ended already. Whoever looked after the actor has taken note by then, so another one
  /// of its name may be started.
  Deferred<Termination> terminated();

  /// Whether the actor has not ended, as far as this process knows.
  boolean isAlive();

  /// Succeeds when the actor takes messages of this sender again after [TellOutcome#FULL]; at once
  /// when it does. It fails with [TerminatedFailure] when the actor ends.
  Deferred<@Nullable Void> room();

  /// Asks the actor to stop in order, after the messages that it has received: [Commands#STOP]. Its
  /// [ActorSpec#shutdown] limits how long that may take.
  ///
  /// @return succeeds when it has ended
  Deferred<Termination> stop();

  /// Ends the actor at once: what it has is not finished, its hooks are not called, what was asked
  /// of it fails. A thread that is stuck cannot be ended; it is left alone and counted.
  ///
  /// @return succeeds when it counts as ended
  Deferred<Termination> kill();
}

package dev.triga.actors;

import dev.triga.actors.cell.NameReference;
import dev.triga.async.Deferred;

/// Whoever bears a name at the moment at which a message is sent. When the actor of that name is
/// replaced, messages go to the new one. Any thread.
public sealed interface NamedRecipient extends Recipient permits NameReference {
  /// The name.
  String name();

  /// The actor that bears it now.
  ///
  /// @return fails with [UnknownActorFailure] if there is none
  Deferred<ActorRef> resolve();
}

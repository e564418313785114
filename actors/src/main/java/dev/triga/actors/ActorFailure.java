package dev.triga.actors;

import org.jspecify.annotations.Nullable;

/// Why a message or a start did not come to its end. What an answer throws is not wrapped in one:
/// it arrives as it is where its class is known, else as a [RemoteFailure].
public abstract sealed class ActorFailure extends RuntimeException
    permits ComputeLimitFailure,
        TerminatedFailure,
        MailboxFullFailure,
        UnknownActorFailure,
        UnknownCommandFailure,
        SpawnFailure,
        RemoteFailure {
  private static final long serialVersionUID = 1L;

  ActorFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

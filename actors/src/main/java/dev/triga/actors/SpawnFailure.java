package dev.triga.actors;

import org.jspecify.annotations.Nullable;

/// An actor was not started. The cause says why, where something was thrown.
public final class SpawnFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  /// One with a reason.
  public SpawnFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.triga.actors;

/// Nobody has that name or id, here or at the arbiter.
public final class UnknownActorFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  /// One for a name or id.
  public UnknownActorFailure(String name) {
    super("no actor is called '" + name + "'", null);
  }
}

package dev.triga.actors;

/// Something was not computed, because too much waits for the actor's threads already.
public final class ComputeLimitFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  /// One for a limit that is reached.
  ///
  /// @param limit how much may be unfinished
  public ComputeLimitFailure(String actor, int limit) {
    super(
        "%s has %d tasks unfinished; wait for some, or give it more threads with threadWorkers(...)"
            .formatted(actor, limit),
        null);
  }
}

package dev.triga.actors;

/// The actor that was asked has ended before it answered; the [Termination] says how. The question
/// may have been handled in part.
public final class TerminatedFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  private final Termination termination;

  /// One for an actor that has ended.
  ///
  /// @param what what was asked of it
  public TerminatedFailure(String what, Termination termination) {
    super(what + " has no answer: " + termination, termination.failure());
    this.termination = termination;
  }

  /// How the actor ended.
  public Termination termination() {
    return termination;
  }
}

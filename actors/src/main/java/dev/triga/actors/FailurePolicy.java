package dev.triga.actors;

/// What a failure of a told message, of a timer or of a periodic task does to its actor. What was
/// asked fails for whoever asked, and does nothing to the actor.
public enum FailurePolicy {
  /// It is reported to the uncaught handler of the actor's reactor, and the actor goes on.
  REPORT,
  /// It is reported, and the actor ends with [Termination.Cause#FAILED], for its supervisor to
  /// start afresh: "let it crash".
  STOP
}

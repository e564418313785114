package dev.triga.actors;

/// What became of a message that was told.
public enum TellOutcome {
  /// It is on its way: it will be handled once, or not at all if the actor ends before.
  QUEUED,
  /// The receiver has as many messages of this sender as it lets one sender have; this one was not
  /// sent. [ActorRef#room()] says when there is room again.
  FULL,
  /// The receiver has ended, or nobody has that name; the message was not sent.
  TERMINATED
}

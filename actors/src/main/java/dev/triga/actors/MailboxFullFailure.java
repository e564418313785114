package dev.triga.actors;

/// What was asked was not sent, because the receiver has as many messages of this sender as it lets
/// one have. [ActorRef#room()] says when there is room again.
public final class MailboxFullFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  /// One for a question that was not sent.
  ///
  /// @param what what was asked
  /// @param receiver whom
  /// @param credit how many messages a sender may have there
  public MailboxFullFailure(String what, String receiver, int credit) {
    super(
        "%s was not sent: %s has %d messages of this sender; wait for room() or raise credit(...)"
            .formatted(what, receiver, credit),
        null);
  }
}

package dev.triga.actors.message;

import dev.triga.actors.ActorId;
import dev.triga.actors.Termination;
import org.jspecify.annotations.Nullable;

/// One message between processes.
public sealed interface Message {
  /// The actor it is for: an id, or a name that the arbiter knows.
  String to();

  /// A command. With a question number an answer is wanted: a [Reply] or a [Refusal] with that
  /// number, sent to `from`.
  ///
  /// @param question its number, unlike those of other open questions of the sending process; 0 for
  ///   none
  record Order(String to, ActorId from, String command, @Nullable Object argument, long question)
      implements Message {}

  /// The answer to a question.
  record Reply(String to, long question, @Nullable Object value) implements Message {}

  /// The answer to a question that failed.
  record Refusal(String to, long question, Throwable failure) implements Message {}

  /// The sender does not want the answer any more.
  record Withdrawal(String to, ActorId from, long question) implements Message {}

  /// The sender wants to hear when the actor ends, and soon if it has ended.
  record Watch(String to, ActorId from) implements Message {}

  /// An actor has ended: to all that watch it.
  record Ended(String to, Termination termination) implements Message {}

  /// So many messages of a sender have been handled, and it may send as many again.
  ///
  /// @param from who has handled them
  record Credit(String to, ActorId from, int messages) implements Message {}

  /// The actor is to stop in order.
  record Stop(String to, Termination.Cause cause) implements Message {}

  /// The actor is to end at once.
  record Kill(String to) implements Message {}
}

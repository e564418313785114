package dev.triga.actors;

import dev.triga.actors.cell.Nothing;
import dev.triga.async.Deferred;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something that messages can be sent to: an actor, a name, or a group that shares the work.
///
/// **Order and number.** Messages from one actor to another arrive in the order in which they were
/// sent, each at most once. Those of threads that have no actor count as one sender per receiver.
///
/// **Room.** A receiver takes a limited number of messages of each sender at a time
/// ([ActorSpec#credit]); when it has them, it pushes back: [#tell] answers [TellOutcome#FULL], and
/// an ask fails with [MailboxFullFailure].
///
/// **Asking** ends always: in the reply, in what the answer threw, in a [TerminatedFailure] as soon
/// as the receiver is known to have ended, in [UnknownActorFailure] or [UnknownCommandFailure], or
/// in a [dev.triga.async.TimeoutFailure]. Whoever asks on a reactor's turn hears on that turn; on
/// other threads the result has no owner. Cancelling takes the question back while it waits.
///
/// Any thread may send.
public sealed interface Recipient permits ActorRef, ActorGroup, NamedRecipient {
  /// How long an ask waits when nobody says otherwise.
  Duration DEFAULT_ASK_TIMEOUT = Duration.ofSeconds(5);

  /// Sends a message for which no answer is wanted.
  ///
  /// @throws ClassCastException if the argument is not of the command's class
  <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument);

  /// Sends a message without an argument for which no answer is wanted.
  default TellOutcome tell(Command<@Nullable Void, ?> command) {
    return tell(command, Nothing.nothing());
  }

  /// Sends a message and waits for its answer.
  ///
  /// @param timeout how long to wait; not negative
  /// @throws ClassCastException if the argument is not of the command's class
  /// @throws IllegalArgumentException if the time-out is negative
  <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout);

  /// Asks with the default time-out.
  default <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument) {
    return ask(command, argument, DEFAULT_ASK_TIMEOUT);
  }

  /// Asks without an argument, with the default time-out.
  default <R extends @Nullable Object> Deferred<R> ask(Command<@Nullable Void, R> command) {
    return ask(command, Nothing.nothing(), DEFAULT_ASK_TIMEOUT);
  }

  /// Runs a function there and brings its result back: [Commands#RUN] with the type of the result.
  @SuppressWarnings("unchecked") // The reply to RUN is what the function returned.
  default <R extends @Nullable Object> Deferred<R> run(ActorFunction<R> function) {
    return (Deferred<R>) ask(Commands.RUN, function);
  }
}

package dev.triga.actors.cell;

import dev.triga.actors.Command;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A message and the answer to it, in one object.
final class Question<R extends @Nullable Object> extends Deferred<R> implements Envelope {
  private final Cell receiver;
  private final Account account;
  private final Command<?, ?> command;
  private final @Nullable Object argument;

  /// When it is given up, by the clock of the link's keeper; set before it is sent.
  long deadline;

  /// What it was given; set with the deadline.
  Duration timeout = Duration.ZERO;

  private Question(
      Cell receiver, Account account, Command<?, R> command, @Nullable Object argument) {
    this.receiver = receiver;
    this.account = account;
    this.command = command;
    this.argument = argument;
  }

  private Question(
      Cell receiver,
      Account account,
      Command<?, R> command,
      @Nullable Object argument,
      Reactor owner) {
    super(owner);
    this.receiver = receiver;
    this.account = account;
    this.command = command;
    this.argument = argument;
  }

  static <R extends @Nullable Object> Question<R> of(
      Cell receiver,
      Account account,
      Command<?, R> command,
      @Nullable Object argument,
      @Nullable Reactor owner) {
    return owner == null
        ? new Question<>(receiver, account, command, argument)
        : new Question<>(receiver, account, command, argument, owner);
  }

  @Override
  public Cell receiver() {
    return receiver;
  }

  @Override
  public Account account() {
    return account;
  }

  @Override
  public Command<?, ?> command() {
    return command;
  }

  @Override
  public @Nullable Object argument() {
    return argument;
  }

  @Override
  public Question<?> question() {
    return this;
  }

  /// Ends it with what the answer gave, whose type the command vouches for.
  @SuppressWarnings("unchecked")
  static void answer(Question<?> question, @Nullable Object reply) {
    ((Question<@Nullable Object>) question).succeed(Nothing.maybe(reply));
  }

  /// What was asked, for messages.
  String what() {
    return "'" + command.name() + "' asked of " + receiver.self();
  }
}

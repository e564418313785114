package dev.triga.actors.cell;

import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.MailboxFullFailure;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An actor of this process: what is sent to it goes into its reactor's queue as it is.
public final class CellReference extends Reference {
  private static final long serialVersionUID = 1L;

  private final transient Cell cell;

  CellReference(Cell cell) {
    super(cell.id(), cell.name());
    this.cell = cell;
  }

  /// The actor.
  Cell cell() {
    return cell;
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    check(command, argument);
    if (cell.isClosedToMessages()) {
      return TellOutcome.TERMINATED;
    }
    Link link = Link.ofSender(cell);
    if (!link.take()) {
      return TellOutcome.FULL;
    }
    cell.turn.deliver(new Told(cell, link, command, argument));
    return TellOutcome.QUEUED;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    check(command, argument);
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out of " + timeout + " is negative");
    }
    Link link = Link.ofSender(cell);
    Question<R> question = Question.of(cell, link, command, argument, Reactor.current());
    Termination termination = cell.termination();
    if (termination != null) {
      question.fail(new TerminatedFailure(question.what(), termination));
    } else if (cell.isClosedToMessages() && !command.equals(Commands.INFO)) {
      question.fail(
          new TerminatedFailure(question.what(), cell.stoppedAs(Termination.Cause.STOPPED)));
    } else if (!link.take()) {
      question.fail(new MailboxFullFailure(question.what(), toString(), cell.spec().credit()));
    } else if (link.expect(question, timeout)) {
      cell.turn.deliver(question);
    }
    return question;
  }

  @Override
  public Deferred<Termination> terminated() {
    return told(cell.ended());
  }

  @Override
  public boolean isAlive() {
    return cell.termination() == null;
  }

  @Override
  public Deferred<@Nullable Void> room() {
    return Link.ofSender(cell).room(Reactor.current());
  }

  @Override
  public Deferred<Termination> stop() {
    cell.requestStop(Termination.Cause.STOPPED);
    return terminated();
  }

  @Override
  public Deferred<Termination> kill() {
    cell.kill(Termination.Cause.KILLED);
    return terminated();
  }

  private Object writeReplace() {
    return new Address(Objects.requireNonNull(id()), name());
  }
}

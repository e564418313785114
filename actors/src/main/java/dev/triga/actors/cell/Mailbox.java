package dev.triga.actors.cell;

import dev.triga.actors.ActorSpec.Answering;
import dev.triga.actors.Answer;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.UnknownCommandFailure;
import dev.triga.loop.Failures;
import dev.triga.reactor.Halt;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The messages of one actor: in order, one at a time unless the spec allows more, never more of
/// one sender than its credit. On the actor's turn.
///
/// The queue between threads is the reactor's; what waits here has been received while the actor
/// was not running yet, or while an answer was in progress.
final class Mailbox {
  private final Cell cell;
  private final int answersAtOnce;
  private final ArrayDeque<Envelope> waiting = new ArrayDeque<>(0);
  private final Set<Account> wantRoom = new LinkedHashSet<>(0);
  private int inProgress;
  private boolean isRunning;
  private boolean isClosing;
  private long handled;
  private long undelivered;

  Mailbox(Cell cell) {
    this.cell = cell;
    this.answersAtOnce = cell.spec().concurrency();
  }

  /// A message has arrived.
  void receive(Envelope envelope) {
    if (isClosing) {
      refuse(envelope);
    } else if (envelope.command().name().equals(Commands.INFO.name())) {
      handleInfo(envelope);
    } else if (isRunning && inProgress < answersAtOnce && waiting.isEmpty()) {
      handle(envelope);
    } else {
      waiting.addLast(envelope);
    }
  }

  /// The actor runs: what waits is handled.
  void open() {
    isRunning = true;
    goOn();
  }

  private void goOn() {
    while (isRunning && inProgress < answersAtOnce && !waiting.isEmpty()) {
      handle(waiting.removeFirst());
    }
    if (isClosing && isIdle()) {
      cell.life.mailboxIsEmpty();
    }
  }

  /// Takes no more messages. The life of the actor goes on when those it has are done.
  void close() {
    isClosing = true;
    if (isIdle() || !isRunning) {
      cell.life.mailboxIsEmpty();
    }
  }

  private boolean isIdle() {
    return inProgress == 0 && waiting.isEmpty();
  }

  /// The actor has ended: nothing more is handled.
  void end(Termination ended) {
    isClosing = true;
    isRunning = false;
    while (!waiting.isEmpty()) {
      refuse(waiting.removeFirst(), ended);
    }
    wantRoom.forEach(account -> account.noMoreRoom(ended));
    wantRoom.clear();
  }

  void wantsRoom(Account account) {
    wantRoom.add(account);
  }

  /// How many messages wait or are being answered.
  int depth() {
    return waiting.size() + inProgress;
  }

  /// How many messages were handled.
  long handled() {
    return handled;
  }

  /// How many messages came too late and wanted no answer.
  long undelivered() {
    return undelivered;
  }

  private void refuse(Envelope envelope) {
    Termination ended = cell.termination();
    refuse(envelope, ended == null ? cell.stoppedAs(Termination.Cause.STOPPED) : ended);
  }

  private void refuse(Envelope envelope, Termination ended) {
    Question<?> question = envelope.question();
    if (question == null) {
      undelivered++;
    } else {
      question.fail(new TerminatedFailure(question.what(), ended));
    }
    envelope.account().release();
  }

  private void handleInfo(Envelope envelope) {
    envelope.account().release();
    Question<?> question = envelope.question();
    if (question != null && !question.isDone()) {
      answerWith(question, cell.info());
    }
  }

  private static void answerWith(
      Question<?> question, dev.triga.async.Deferred<? extends @Nullable Object> result) {
    var _ =
        result.handle((value, failure) -> {
          if (failure == null) {
            Question.answer(question, value);
          } else {
            question.fail(failure);
          }
          return null;
        });
  }

  private void handle(Envelope envelope) {
    Question<?> question = envelope.question();
    Command<?, ?> command = envelope.command();
    if (question != null && question.isDone()) {
      done(envelope);
      return;
    }
    Answering answering = cell.repertoire.find(command.name());
    if (answering == null) {
      if (command.name().equals(Commands.STOP.name())) {
        stop(envelope);
      } else {
        failed(
            envelope,
            command,
            new UnknownCommandFailure(
                command.name(), cell.self().toString(), cell.repertoire.names()));
        done(envelope);
      }
    } else if (answering.isCoroutine()) {
      begin(envelope, answering);
    } else {
      call(envelope, answering);
    }
  }

  /// As a message the request keeps its place behind those before it.
  private void stop(Envelope envelope) {
    done(envelope);
    cell.life.stop(Termination.Cause.STOPPED);
    Question<?> question = envelope.question();
    if (question != null) {
      Question.answer(question, null);
    }
  }

  private void call(Envelope envelope, Answering answering) {
    Question<?> question = envelope.question();
    Cell before = cell.enter();
    try {
      Object reply = answer(answering, envelope.argument());
      if (question != null) {
        Question.answer(question, reply);
      }
    } catch (Throwable failure) {
      failed(envelope, answering.answer(), failure);
    } finally {
      Cell.leave(before);
    }
    done(envelope);
  }

  private void begin(Envelope envelope, Answering answering) {
    inProgress++;
    var result = cell.begin(() -> answer(answering, envelope.argument()));
    var _ =
        result.handle((reply, failure) -> {
          inProgress--;
          Question<?> question = envelope.question();
          if (failure != null) {
            failed(envelope, answering.answer(), failure);
          } else if (question != null) {
            Question.answer(question, reply);
          }
          done(envelope);
          goOn();
          return null;
        });
  }

  @SuppressWarnings("unchecked") // The sender has checked the argument against the command.
  private @Nullable Object answer(Answering answering, @Nullable Object argument) throws Exception {
    return ((Answer<@Nullable Object, @Nullable Object>) answering.answer())
        .to(cell, Nothing.maybe(argument));
  }

  private void failed(Envelope envelope, Object callback, Throwable failure) {
    Question<?> question = envelope.question();
    Termination ended = cell.termination();
    if (question == null) {
      cell.failed("command '" + envelope.command().name() + "'", callback, failure);
      return;
    }
    if (ended == null && failure instanceof Halt halt) {
      // It halts this actor, and not the one that asked.
      ended = cell.haltedBy(halt);
    }
    question.fail(ended == null ? failure : new TerminatedFailure(question.what(), ended));
    if (Failures.isFatal(failure)) {
      cell.failed("command '" + envelope.command().name() + "'", callback, failure);
    }
  }

  private void done(Envelope envelope) {
    handled++;
    envelope.account().release();
  }
}

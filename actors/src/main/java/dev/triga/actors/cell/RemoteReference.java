package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.MailboxFullFailure;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.message.Message;
import dev.triga.actors.message.Route;
import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An actor of another process. There is one such ref per actor and process: all senders of this
/// process share its credit and its questions.
public final class RemoteReference extends Reference {
  private static final long serialVersionUID = 1L;

  private final transient Population population;
  private final transient Route route;
  private final transient int credit = ActorSpec.DEFAULT_CREDIT;
  private final transient Deferred<Termination> ended = new Deferred<>();
  private final transient List<Deferred<@Nullable Void>> wantRoom = new ArrayList<>();
  private transient int underWay;

  /// How many answers have come whose credit has not: they are counted once.
  private transient int answeredBeforeCredit;

  private transient boolean isWatching;
  private transient volatile @Nullable Termination termination;

  /// A ref over a route.
  ///
  /// @param isWatched whether somebody tells [#ended(Termination)] anyway, as the habitat of an
  ///   actor does; else the other process is asked to
  RemoteReference(Population population, ActorId id, String name, Route route, boolean isWatched) {
    super(id, name);
    this.population = population;
    this.route = route;
    this.isWatching = isWatched;
    // One who watches and gives up must not end it for the others.
    var _ = ended.thenRun(() -> {});
  }

  private ActorId sender() {
    Cell sender = Cell.current();
    return sender == null ? population.main().id() : sender.id();
  }

  /// The way to it.
  public Route route() {
    return route;
  }

  private synchronized boolean take() {
    if (underWay >= credit) {
      return false;
    }
    underWay++;
    return true;
  }

  /// A question was answered: it is under way no more, though its credit comes later. Who asks the
  /// next one on each answer would otherwise be refused. Any thread.
  void answered() {
    synchronized (this) {
      if (underWay > 0) {
        underWay--;
        answeredBeforeCredit++;
      }
    }
  }

  /// So many messages have been handled there. Any thread.
  void credited(int messages) {
    List<Deferred<@Nullable Void>> waiting = List.of();
    synchronized (this) {
      int known = Math.min(messages, answeredBeforeCredit);
      answeredBeforeCredit -= known;
      underWay = Math.max(0, underWay - (messages - known));
      if (underWay <= credit / 2) {
        waiting = List.copyOf(wantRoom);
        wantRoom.clear();
      }
    }
    waiting.forEach(room -> room.succeed(Nothing.nothing()));
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    check(command, argument);
    if (termination != null) {
      return TellOutcome.TERMINATED;
    }
    if (!take()) {
      return TellOutcome.FULL;
    }
    boolean isSent = false;
    try {
      isSent = route.send(new Message.Order(id().text(), sender(), command.name(), argument, 0));
    } finally {
      if (!isSent) {
        credited(1); // What was not sent takes no room, also when it cannot be encoded.
      }
    }
    return isSent ? TellOutcome.QUEUED : TellOutcome.TERMINATED;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    check(command, argument);
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out of " + timeout + " is negative");
    }
    long number = population.nextQuestion();
    Reactor asker = Reactor.current();
    ActorId sender = sender();
    Runnable withdraw = () -> withdraw(sender, number);
    RemoteQuestion<R> question =
        asker == null
            ? new RemoteQuestion<>(this, withdraw)
            : new RemoteQuestion<>(this, asker, withdraw);
    String what = "'" + command.name() + "' asked of " + this;
    watch();
    question.takesRoom = !command.equals(Commands.INFO);
    population.questions().put(number, question);
    Termination over = termination;
    if (over != null) {
      population.refused(number, new TerminatedFailure(what, over));
    } else if (question.takesRoom && !take()) {
      population.refused(number, new MailboxFullFailure(what, toString(), credit));
    } else {
      send(command, argument, timeout, number, sender, question, what);
    }
    return question;
  }

  private void send(
      Command<?, ?> command,
      @Nullable Object argument,
      Duration timeout,
      long number,
      ActorId sender,
      RemoteQuestion<?> question,
      String what) {
    try {
      boolean isSent =
          route.send(new Message.Order(id().text(), sender, command.name(), argument, number));
      if (!isSent) {
        population.refused(number, new TerminatedFailure(what, lost()));
        return;
      }
      Reactor asker = question.owner();
      Reactor keeper = asker == null ? population.main().reactor() : asker;
      question.limit =
          keeper.schedule(
              timeout,
              () -> {
                withdraw(sender, number);
                question.fail(new TimeoutFailure(what, timeout));
              });
      if (question.isDone()) {
        question.limit.cancel();
      }
    } catch (ReactorStoppedException e) {
      // Nobody counts time any more; the end of the actor or of the route is told all the same.
    } catch (RuntimeException failure) {
      if (question.takesRoom) {
        credited(1);
      }
      population.refused(number, failure);
    }
  }

  private Termination lost() {
    return new Termination(id(), name(), Termination.Cause.LOST, 1, null);
  }

  private void withdraw(ActorId sender, long number) {
    if (population.questions().remove(number) != null && termination == null) {
      var ignored = route.send(new Message.Withdrawal(id().text(), sender, number));
    }
  }

  /// Has something done when it has ended, before those who watch it hear of that: on the thread
  /// that tells it.
  public void whenEnded(Consumer<Termination> action) {
    var _ = ended.thenAccept(action);
  }

  /// The actor has ended, or the way to it is cut for good: what was asked fails. Any thread.
  public void ended(Termination how) {
    List<Deferred<@Nullable Void>> waiting;
    synchronized (this) {
      if (termination != null) {
        return;
      }
      termination = how;
      waiting = List.copyOf(wantRoom);
      wantRoom.clear();
    }
    waiting.forEach(room -> room.fail(new TerminatedFailure("room at " + this, how)));
    population
        .questions()
        .forEach((number, question) -> {
          if (question.target == this) {
            population.refused(number, new TerminatedFailure("what was asked of " + this, how));
          }
        });
    population.forget(this);
    ended.succeed(how);
  }

  private void watch() {
    synchronized (this) {
      if (isWatching || termination != null) {
        return;
      }
      isWatching = true;
    }
    if (!route.send(new Message.Watch(id().text(), population.main().id()))) {
      ended(lost());
    }
  }

  @Override
  public Deferred<Termination> terminated() {
    watch();
    return told(ended);
  }

  @Override
  public boolean isAlive() {
    return termination == null;
  }

  @Override
  public Deferred<@Nullable Void> room() {
    Reactor reactor = Reactor.current();
    Deferred<@Nullable Void> room = reactor == null ? new Deferred<>() : new Deferred<>(reactor);
    Termination over;
    boolean hasRoom;
    synchronized (this) {
      over = termination;
      hasRoom = underWay <= credit / 2;
      if (over == null && !hasRoom) {
        wantRoom.add(room);
      }
    }
    if (over != null) {
      room.fail(new TerminatedFailure("room at " + this, over));
    } else if (hasRoom) {
      room.succeed(Nothing.nothing());
    }
    return room;
  }

  @Override
  public Deferred<Termination> stop() {
    Deferred<Termination> gone = terminated();
    var ignored = route.send(new Message.Stop(id().text(), Termination.Cause.STOPPED));
    return gone;
  }

  @Override
  public Deferred<Termination> kill() {
    Deferred<Termination> gone = terminated();
    var ignored = route.send(new Message.Kill(id().text()));
    return gone;
  }

  private Object writeReplace() {
    return new Address(id(), name());
  }
}

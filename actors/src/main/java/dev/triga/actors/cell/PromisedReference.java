package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An actor that has no place yet, because a hook still has to say what it will be: what is sent to
/// it waits, in order, until [#become].
final class PromisedReference extends Reference {
  private static final long serialVersionUID = 1L;

  private final transient ArrayDeque<Consumer<ActorRef>> waiting = new ArrayDeque<>();
  private final transient int credit;

  /// Where time is counted for those that ask without a loop of their own.
  private final transient Reactor keeper;

  private transient int told;
  private transient volatile @Nullable ActorRef actor;

  /// One for which a place is sought.
  ///
  /// @param credit how many messages may wait: more than the actor takes would be lost when it
  ///   comes
  PromisedReference(ActorId id, String name, int credit, Reactor keeper) {
    super(id, name);
    this.credit = credit;
    this.keeper = keeper;
  }

  /// It has a place, or never gets one. Once; any thread.
  void become(ActorRef settled) {
    synchronized (this) {
      // Whoever sends meanwhile waits, so that nothing overtakes.
      while (!waiting.isEmpty()) {
        waiting.remove().accept(settled);
      }
      actor = settled;
    }
  }

  /// Does something with the actor, now or when it is there.
  private <T extends @Nullable Object> Deferred<T> with(
      Function<ActorRef, Deferred<? extends T>> question) {
    Reactor reactor = Reactor.current();
    Deferred<T> answer = reactor == null ? new Deferred<>() : new Deferred<>(reactor);
    Consumer<ActorRef> action =
        there -> {
          var asked =
              question
                  .apply(there)
                  .handle((value, failure) -> {
                    if (failure == null) {
                      answer.succeed(value);
                    } else {
                      answer.fail(failure);
                    }
                    return null;
                  });
          answer.onCancel(asked::cancel);
        };
    ActorRef there = actor;
    if (there == null) {
      synchronized (this) {
        there = actor;
        if (there == null) {
          waiting.add(action);
          return answer;
        }
      }
    }
    action.accept(there);
    return answer;
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    check(command, argument);
    synchronized (this) {
      if (actor == null) {
        if (told >= credit) {
          return TellOutcome.FULL;
        }
        told++;
        waiting.add(there -> there.tell(command, argument));
        return TellOutcome.QUEUED;
      }
    }
    return settled().tell(command, argument);
  }

  private ActorRef settled() {
    ActorRef there = actor;
    if (there == null) {
      throw new IllegalStateException(this + " has no place yet");
    }
    return there;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    check(command, argument);
    ActorRef there = actor;
    if (there != null) {
      return there.ask(command, argument, timeout);
    }
    Deferred<R> answer = with(later -> later.ask(command, argument, timeout));
    // Its time does not begin when the actor comes, which may be never.
    return (answer.owner() == null ? answer.on(keeper) : answer).timeout(timeout);
  }

  @Override
  public Deferred<Termination> terminated() {
    return with(ActorRef::terminated);
  }

  @Override
  public boolean isAlive() {
    ActorRef there = actor;
    return there == null || there.isAlive();
  }

  @Override
  public Deferred<@Nullable Void> room() {
    return with(ActorRef::room);
  }

  @Override
  public Deferred<Termination> stop() {
    return with(ActorRef::stop);
  }

  @Override
  public Deferred<Termination> kill() {
    return with(ActorRef::kill);
  }

  private Object writeReplace() {
    return new Address(id(), name());
  }
}

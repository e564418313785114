package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.Command;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An actor that never was: its start failed before there was a place for it.
final class NobodyReference extends Reference {
  private static final long serialVersionUID = 1L;

  private final Termination termination;

  NobodyReference(ActorId id, String name, Throwable failure) {
    super(id, name);
    this.termination = new Termination(id, name, Termination.Cause.BOOT_FAILED, 1, failure);
  }

  private static <T extends @Nullable Object> Deferred<T> owned() {
    Reactor reactor = Reactor.current();
    return reactor == null ? new Deferred<>() : new Deferred<>(reactor);
  }

  private <T extends @Nullable Object> Deferred<T> failed(String what) {
    Deferred<T> failed = owned();
    failed.fail(new TerminatedFailure(what, termination));
    return failed;
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    check(command, argument);
    return TellOutcome.TERMINATED;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    check(command, argument);
    return failed("'" + command.name() + "' asked of " + this);
  }

  @Override
  public Deferred<Termination> terminated() {
    Deferred<Termination> told = owned();
    told.succeed(termination);
    return told;
  }

  @Override
  public boolean isAlive() {
    return false;
  }

  @Override
  public Deferred<@Nullable Void> room() {
    return failed("room at " + this);
  }

  @Override
  public Deferred<Termination> stop() {
    return terminated();
  }

  @Override
  public Deferred<Termination> kill() {
    return terminated();
  }
}

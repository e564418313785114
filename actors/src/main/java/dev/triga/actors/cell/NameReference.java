package dev.triga.actors.cell;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.NamedRecipient;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.async.Deferred;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A name as an actor sees it: `monitor` is its own manager, everything else stands in the
/// directory.
public final class NameReference implements NamedRecipient {
  private static final String MANAGER = "monitor";

  private final Cell asker;
  private final String name;

  NameReference(Cell asker, String name) {
    this.asker = asker;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  private @Nullable ActorRef find() {
    ActorRef found = asker.population().directory().find(name);
    return found == null && name.equals(MANAGER) ? asker.manager() : found;
  }

  /// Who bears the name in another process, told where this asker is told.
  private @Nullable Deferred<ActorRef> findElsewhere() {
    Deferred<ActorRef> found = asker.population().elsewhere(name);
    return found == null || found.isDone() ? found : found.on(asker.reactor());
  }

  @Override
  public Deferred<ActorRef> resolve() {
    ActorRef found = find();
    Deferred<ActorRef> elsewhere = found == null ? findElsewhere() : null;
    if (elsewhere != null) {
      return elsewhere.on(asker.reactor());
    }
    Deferred<ActorRef> resolved = new Deferred<>(asker.reactor());
    if (found == null) {
      resolved.fail(new UnknownActorFailure(name));
    } else {
      resolved.succeed(found);
    }
    return resolved;
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    ActorRef found = find();
    if (found != null) {
      return found.tell(command, argument);
    }
    Deferred<ActorRef> elsewhere = findElsewhere();
    if (elsewhere == null) {
      return TellOutcome.TERMINATED;
    }
    if (elsewhere.isSucceeded()) {
      return elsewhere.resultNow().tell(command, argument);
    }
    // It is sent when it is known to whom; that nobody has the name is reported, like any failure
    // to which nobody listens.
    var _ = elsewhere.thenAccept(actor -> actor.tell(command, argument));
    return TellOutcome.QUEUED;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    ActorRef found = find();
    if (found != null) {
      return found.ask(command, argument, timeout);
    }
    Deferred<ActorRef> elsewhere = findElsewhere();
    if (elsewhere != null) {
      return elsewhere.isSucceeded()
          ? elsewhere.resultNow().ask(command, argument, timeout)
          : elsewhere.thenCompose(actor -> actor.ask(command, argument, timeout));
    }
    Deferred<R> failed = new Deferred<>(asker.reactor());
    failed.fail(new UnknownActorFailure(name));
    return failed;
  }

  @Override
  public String toString() {
    return name;
  }
}

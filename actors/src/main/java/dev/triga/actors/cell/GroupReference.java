package dev.triga.actors.cell;

import dev.triga.actors.ActorGroup;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.MailboxFullFailure;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.async.Deferred;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group, whose members take their turns.
public final class GroupReference implements ActorGroup {
  private final Cell asker;
  private final String name;

  GroupReference(Cell asker, String name) {
    this.asker = asker;
    this.name = name;
  }

  /// Asked anew each time: a group that everybody has left is forgotten.
  private Directory.Group group() {
    return asker.population().directory().group(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ActorRef> members() {
    return List.copyOf(group().members());
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    TellOutcome outcome = TellOutcome.TERMINATED;
    for (ActorRef member : group().inTurn()) {
      TellOutcome one = member.tell(command, argument);
      if (one == TellOutcome.QUEUED) {
        return one;
      }
      outcome = one == TellOutcome.FULL ? one : outcome;
    }
    return outcome;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    Deferred<R> asked = null;
    for (ActorRef member : group().inTurn()) {
      asked = member.ask(command, argument, timeout);
      // Also one that has begun to stop since we looked. Looking at a failure takes note of it, so
      // that nobody reports one which the next member makes good.
      boolean isRefused =
          asked.isFailed()
              && (asked.failureNow() instanceof MailboxFullFailure
                  || asked.failureNow() instanceof TerminatedFailure);
      if (!isRefused) {
        return asked;
      }
    }
    if (asked == null) {
      asked = new Deferred<>(asker.reactor());
      asked.fail(new UnknownActorFailure(name));
    }
    return asked;
  }

  @Override
  public <A extends @Nullable Object> int tellAll(Command<A, ?> command, A argument) {
    int taken = 0;
    for (ActorRef member : members()) {
      if (member.tell(command, argument) == TellOutcome.QUEUED) {
        taken++;
      }
    }
    return taken;
  }

  @Override
  public String toString() {
    return "group " + name + " of " + group().members().size();
  }
}

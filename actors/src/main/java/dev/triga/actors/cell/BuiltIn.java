package dev.triga.actors.cell;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec.Answering;
import dev.triga.actors.Answer;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.Termination;
import dev.triga.actors.UnknownActorFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every actor answers. [Commands#STOP] and [Commands#INFO] are not here: they do not go
/// through the mailbox; see [Mailbox].
final class BuiltIn {
  /// An answer that stays in its process: a lambda that could travel is in no AOT cache.
  @FunctionalInterface
  private interface Local<A extends @Nullable Object, R extends @Nullable Object> {
    R to(Actor actor, A argument) throws Exception;
  }

  @SuppressWarnings("serial") // It is never written.
  private record LocalAnswer<A extends @Nullable Object, R extends @Nullable Object>(
      Local<A, R> how) implements Answer<A, R> {
    @Override
    public R to(Actor actor, A argument) throws Exception {
      return how.to(actor, argument);
    }
  }

  private BuiltIn() {}

  private static final List<Answering> ANSWERS =
      List.of(
          plain(Commands.PING, (actor, nothing) -> "pong"),
          plain(Commands.ECHO, (actor, message) -> message),
          awaiting(Commands.RUN, (actor, function) -> function.apply(actor)),
          awaiting(Commands.SPAWN, (actor, spec) -> await(actor.spawn(spec))),
          awaiting(Commands.KILL, BuiltIn::kill),
          plain(Commands.LOOKUP, BuiltIn::lookup),
          plain(Commands.NOTIFY, (actor, info) -> Nothing.nothing()),
          plain(Commands.CONFIG_GET, BuiltIn::configGet),
          plain(
              Commands.RETIRE,
              (actor, id) -> {
                ((Cell) actor).children.spent(id);
                return Nothing.nothing();
              }),
          plain(
              Commands.CONFIG_SET,
              (actor, entry) -> {
                ((Cell) actor).configured(entry);
                return Nothing.nothing();
              }));

  static List<Answering> answers() {
    return ANSWERS;
  }

  private static <A extends @Nullable Object, R extends @Nullable Object> Answering plain(
      Command<A, R> command, Local<A, R> answer) {
    return new Answering(command, new LocalAnswer<>(answer), false);
  }

  private static <A extends @Nullable Object, R extends @Nullable Object> Answering awaiting(
      Command<A, R> command, Local<A, R> answer) {
    return new Answering(command, new LocalAnswer<>(answer), true);
  }

  private static Object configGet(Actor actor, String name) {
    Object value = actor.config().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s has no config '%s'; it has %s"
              .formatted(actor.name(), name, actor.config().keySet()));
    }
    return value;
  }

  private static ActorRef lookup(Actor actor, String nameOrId) {
    ActorRef found = ((Cell) actor).population().directory().find(nameOrId);
    if (found == null) {
      throw new UnknownActorFailure(nameOrId);
    }
    return found;
  }

  private static Termination kill(Actor actor, String nameOrId) {
    if (!(actor instanceof ArbiterCell arbiter)) {
      throw new IllegalStateException(
          "%s does not kill others; tell the arbiter".formatted(actor.name()));
    }
    ActorRef target = arbiter.population().directory().find(nameOrId);
    if (target == null) {
      throw new UnknownActorFailure(nameOrId);
    }
    if (target.equals(arbiter.self())) {
      throw new IllegalArgumentException("the arbiter does not kill itself; tell it to stop");
    }
    return await(target.stop());
  }
}

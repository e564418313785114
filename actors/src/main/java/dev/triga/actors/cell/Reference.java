package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import org.jspecify.annotations.Nullable;

/// What all refs have in common: two are equal when they have one id.
public abstract sealed class Reference implements ActorRef
    permits CellReference, NobodyReference, PromisedReference, RemoteReference {
  private static final long serialVersionUID = 1L;

  private final ActorId id;
  private final String name;

  Reference(ActorId id, String name) {
    this.id = id;
    this.name = name;
  }

  @Override
  public final ActorId id() {
    return id;
  }

  @Override
  public final String name() {
    return name;
  }

  /// Refuses an argument that the command does not take.
  static void check(Command<?, ?> command, @Nullable Object argument) {
    if (argument != null && !command.argument().isInstance(argument)) {
      throw new ClassCastException(
          "command '%s' takes a %s, not a %s: %s"
              .formatted(
                  command.name(),
                  command.argument().getName(),
                  argument.getClass().getName(),
                  argument));
    }
  }

  /// A Deferred for whoever asks that succeeds with another one. It is told over the turn's queue:
  /// what was put there before, such as that the actor's manager takes note, comes first.
  static Deferred<Termination> told(Deferred<Termination> ended) {
    Reactor reactor = Reactor.current();
    Deferred<Termination> told = reactor == null ? new Deferred<>() : new Deferred<>(reactor);
    var watching =
        ended.thenAccept(how -> {
          if (reactor == null) {
            told.succeed(how);
          } else {
            ((Turn) reactor).deliver(() -> told.succeed(how));
          }
        });
    return told.onCancel(why -> watching.cancel());
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof ActorRef ref && ref.id().equals(id);
  }

  @Override
  public final int hashCode() {
    return id.hashCode();
  }

  @Override
  public final String toString() {
    return name + " (" + id + ")";
  }
}

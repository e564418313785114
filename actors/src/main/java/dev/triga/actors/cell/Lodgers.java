package dev.triga.actors.cell;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Command;
import dev.triga.actors.Restart;
import dev.triga.actors.Spawning;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.actors.message.Message;
import java.util.List;

/// Actors for which the arbiter keeps a process and which somebody in another process looks after.
/// When that one ends, they are stopped. On the arbiter's turn.
public final class Lodgers {
  /// Has the arbiter start one: its id, its spec, and who looks after it. Answers its id when it
  /// runs.
  public static final Command<List<?>, String> LODGE = command("lodge");

  /// Has the arbiter end one at once: its id, and what its termination is to say. Answers its id.
  public static final Command<List<?>, String> EVICT = command("evict");

  private Lodgers() {}

  @SuppressWarnings({"unchecked", "rawtypes"}) // There is no class of a list of anything.
  private static Command<List<?>, String> command(String name) {
    return (Command) Command.of(name, List.class, String.class);
  }

  /// An arbiter's spec with the answers to both.
  static ActorSpec taughtTo(ActorSpec arbiter) {
    return arbiter.onAsync(LODGE, Lodgers::lodge).onAsync(EVICT, Lodgers::evict);
  }

  private static String lodge(Actor actor, List<?> order) {
    var children = (SupervisedChildren) ((Cell) actor).children;
    var id = new ActorId((String) order.getFirst());
    // Whether it comes back is for whoever looks after it to say.
    var spec = ((ActorSpec) order.get(1)).restart(Restart.TEMPORARY);
    var keeper = (RemoteReference) order.get(2);
    Spawning spawning = children.lodge(id, spec, keeper);
    ActorRef lodger = spawning.ref();
    var watching = keeper.terminated().thenRun(() -> lodger.stop());
    var _ =
        lodger
            .terminated()
            .thenAccept(how -> {
              watching.cancel();
              var _ = keeper.route().send(new Message.Ended(keeper.id().text(), how));
            });
    return await(spawning).id().text();
  }

  private static String evict(Actor actor, List<?> order) {
    String id = (String) order.getFirst();
    if (!((SupervisedChildren) ((Cell) actor).children)
        .evict(new ActorId(id), Cause.valueOf((String) order.get(1)))) {
      throw new UnknownActorFailure(id);
    }
    return id;
  }
}

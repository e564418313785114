package dev.triga.actors.cell;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Commands;
import dev.triga.async.Deferred;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who bears which name in other processes: asked of the process that started this one, and kept as
/// long as that actor lives. Any thread.
final class Elsewhere {
  /// How many names are kept; above that the oldest questions are asked again.
  static final int NAMES_MAX = 10_000;

  private final Population population;
  private final Map<String, Deferred<ActorRef>> known = new ConcurrentHashMap<>();

  Elsewhere(Population population) {
    this.population = population;
  }

  /// Finds who bears a name; null when nobody else could know.
  @Nullable Deferred<ActorRef> find(String name) {
    if (!(population.registry() instanceof RemoteReference manager)) {
      return null;
    }
    Deferred<ActorRef> before = known.get(name);
    return before == null ? ask(manager, name) : before;
  }

  private synchronized Deferred<ActorRef> ask(RemoteReference manager, String name) {
    Deferred<ActorRef> before = known.get(name);
    if (before != null) {
      return before;
    }
    if (known.size() >= NAMES_MAX) {
      known.clear();
    }
    Deferred<ActorRef> found = new Deferred<>();
    known.put(name, found);
    // One who asks and gives up must not end it for the others.
    var _ = found.handle((actor, failure) -> null);
    var _ =
        manager
            .ask(Commands.LOOKUP, name)
            .handle((actor, failure) -> {
              if (failure == null) {
                found.succeed(actor);
                var _ = actor.terminated().thenRun(() -> known.remove(name, found));
              } else {
                known.remove(name, found);
                found.fail(failure);
              }
              return null;
            });
    return found;
  }
}

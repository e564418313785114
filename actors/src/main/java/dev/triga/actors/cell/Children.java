package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Spawning;
import dev.triga.actors.SpecHook;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.async.Deferred;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actors that one has started, in the order in which it did. On its turn.
final class Children {
  private final Cell manager;
  private final List<Child> children = new ArrayList<>();
  private int started;
  private @Nullable Deferred<@Nullable Void> stopping;

  Children(Cell manager) {
    this.manager = manager;
  }

  /// The refs of those that have not ended, oldest first.
  List<ActorRef> refs() {
    return children.stream().map(Child::ref).toList();
  }

  Spawning spawn(ActorSpec wanted) {
    ActorId id = manager.population().nextId();
    ActorSpec spec = wanted;
    try {
      checkOpen();
      spec = adjusted(wanted);
      return settle(id, spec);
    } catch (Exception failure) {
      var nobody = new NobodyReference(id, spec.name(), failure);
      Birth failed = new Birth(manager.reactor(), nobody, () -> {});
      failed.fail(
          failure instanceof SpawnFailure
              ? failure
              : new SpawnFailure("%s was not started: %s".formatted(spec, failure), failure));
      return failed;
    }
  }

  private void checkOpen() {
    if (stopping != null || manager.state().isAfterRunning()) {
      throw new SpawnFailure(manager.self() + " is stopping and starts nobody", null);
    }
  }

  private ActorSpec adjusted(ActorSpec wanted) throws Exception {
    ActorSpec spec = wanted;
    var behaviour = manager.life.behaviour();
    if (behaviour != null) {
      spec = behaviour.onParams(manager, spec);
    }
    SpecHook hook = manager.spec().onParams();
    return hook == null ? spec : hook.adjust(manager, spec);
  }

  private Spawning settle(ActorId id, ActorSpec spec) {
    Child child = new Child(manager, spec, this);
    Habitat place = manager.population().settle(new Newcomer(id, spec, started, manager), child);
    if (!manager.population().directory().enter(place.reference(), spec.group())) {
      place.kill(Cause.BOOT_FAILED);
      throw new SpawnFailure(
          "%s was not started: there is an actor '%s' already".formatted(spec, spec.name()), null);
    }
    started++;
    children.add(child);
    return child.boot(place);
  }

  void ready(Child child) {}

  void ended(Child child, Termination termination) {
    manager.population().directory().strike(child.ref(), child.spec().group());
    children.remove(child);
    if (stopping != null) {
      stopNext();
    }
  }

  /// Stops them, one after the other, the youngest first.
  Deferred<@Nullable Void> stopAll() {
    if (stopping == null) {
      stopping = new Deferred<>(manager.reactor());
      stopNext();
    }
    return stopping.thenApply(done -> null);
  }

  private void stopNext() {
    if (!children.isEmpty()) {
      children.getLast().stop(Cause.STOPPED);
    } else if (stopping != null) {
      stopping.succeed(Nothing.nothing());
    }
  }

  /// Kills whoever is left.
  void killAll() {
    List.copyOf(children).forEach(child -> child.kill(Cause.KILLED));
  }
}

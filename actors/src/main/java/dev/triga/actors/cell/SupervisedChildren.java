package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Spawning;
import dev.triga.actors.Termination;
import dev.triga.actors.habitat.Habitats;
import dev.triga.actors.supervision.Decision;
import dev.triga.actors.supervision.Ending;
import dev.triga.actors.supervision.Event;
import dev.triga.actors.supervision.Supervisor;
import dev.triga.async.Deferred;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Children of all sorts, under an OTP supervisor.
final class SupervisedChildren extends Children {
  /// What is needed to start a child again.
  private static final class Known {
    final ActorSpec spec;
    final @Nullable Habitats places;

    /// The one that waits for its first start.
    @Nullable Child first;

    /// Who lives under that name, and which life it is.
    @Nullable Child child;

    int generation;

    Known(ActorSpec spec, @Nullable Habitats places) {
      this.spec = spec;
      this.places = places;
    }
  }

  private final Supervisor supervisor;
  private final Map<String, Known> known = new HashMap<>();

  SupervisedChildren(Cell manager) {
    super(manager);
    this.supervisor = new Supervisor(manager.spec().supervision());
  }

  @Override
  Spawning spawn(ActorSpec wanted) {
    return spawn(wanted, null);
  }

  Spawning spawn(ActorSpec wanted, @Nullable Habitats places) {
    ActorId id = manager.population().nextId(wanted.kind());
    try {
      checkOpen();
      return isAdjusting()
          ? spawnAdjusted(id, wanted)
          : begin(admit(id, wanted, places, manager.self()), places);
    } catch (RuntimeException failure) {
      return notStarted(id, wanted, failure);
    }
  }

  /// Starts one when the hooks have said what it is to be.
  private Spawning spawnAdjusted(ActorId id, ActorSpec wanted) {
    var promised = new PromisedReference(id, wanted.name(), wanted.credit(), manager.reactor());
    Deferred<ActorSpec> adjusted = adjusted(wanted);
    Birth birth = new Birth(manager.reactor(), promised, () -> giveUp(adjusted, promised));
    var _ =
        adjusted.handle((spec, failure) -> {
          Spawning begun = failure == null ? begin(id, spec) : notStarted(id, wanted, failure);
          promised.become(begun.ref());
          var _ = begun.handle((ref, why) -> why == null ? birth.succeed(ref) : birth.fail(why));
          return null;
        });
    return birth;
  }

  private static void giveUp(Deferred<ActorSpec> adjusted, PromisedReference promised) {
    if (!adjusted.cancel()) {
      var _ = promised.kill();
    }
  }

  /// Finds a place for a new one, unless the supervisor would not take it.
  private Child admit(ActorId id, ActorSpec spec, @Nullable Habitats places, ActorRef keeper) {
    checkOpen();
    Supervisor.checkSignificance(spec.name(), spec.restart(), spec.isSignificant());
    return settle(id, spec, places, keeper);
  }

  private Spawning begin(ActorId id, ActorSpec spec) {
    try {
      return begin(admit(id, spec, null, manager.self()), null);
    } catch (RuntimeException failure) {
      return notStarted(id, spec, failure);
    }
  }

  private Spawning notStarted(ActorId id, ActorSpec spec, Throwable failure) {
    var nobody = new NobodyReference(id, spec.name(), failure);
    Birth failed = new Birth(manager.reactor(), nobody, () -> {});
    failed.fail(
        failure instanceof SpawnFailure
            ? failure
            : new SpawnFailure("%s was not started: %s".formatted(spec, failure), failure));
    return failed;
  }

  /// Starts one that an actor of another process looks after, or says in its failure why not.
  ///
  /// @param id what it is known by there
  Spawning lodge(ActorId id, ActorSpec spec, ActorRef keeper) {
    try {
      return begin(admit(id, spec, null, keeper), null);
    } catch (RuntimeException failure) {
      return notStarted(id, spec, failure);
    }
  }

  /// Ends one at once.
  ///
  /// @return whether it lives here
  boolean evict(ActorId id, Termination.Cause cause) {
    for (Child child : living.values()) {
      if (child.ref().id().equals(id)) {
        child.kill(cause);
        return true;
      }
    }
    return false;
  }

  private Spawning begin(Child child, @Nullable Habitats places) {
    ActorSpec spec = child.spec();
    if (known.containsKey(spec.name())) {
      // One of that name has ended and would not come back by itself.
      apply(new Event.Remove(spec.name()));
    }
    Known entry = new Known(spec, places);
    entry.first = child;
    known.put(spec.name(), entry);
    Birth birth = child.birth();
    apply(new Event.Add(spec.name(), spec.restart(), spec.isSignificant()));
    return birth;
  }

  private void apply(Event event) {
    if (manager.termination() != null) {
      return; // Whoever is left is being killed; nobody comes back.
    }
    for (Decision decision : supervisor.handle(event, now())) {
      switch (decision) {
        case Decision.Start start -> start(start);
        case Decision.Stop stop -> stop(stop.child());
        case Decision.Forget forget -> forget(forget.child());
        case Decision.Wake wake -> wakeAt(wake.at());
        case Decision.Finished finished -> finished(finished.outcome());
      }
    }
  }

  private void start(Decision.Start start) {
    Known entry = known.get(start.child());
    if (entry == null) {
      return;
    }
    entry.generation = start.generation();
    Child first = entry.first;
    entry.first = null;
    try {
      Child child =
          first == null
              ? settle(manager.population().nextId(entry.spec.kind()), entry.spec, entry.places)
              : first;
      entry.child = child;
      child.boot();
    } catch (RuntimeException failure) {
      manager.report("restart of " + start.child(), entry.spec, failure);
      // Not inside the machine's own decisions.
      manager.turn.ready(
          () -> apply(new Event.Exited(start.child(), start.generation(), Ending.ABNORMAL)));
    }
  }

  private void stop(String name) {
    Known entry = known.get(name);
    if (entry != null && entry.child != null) {
      entry.child.stop(Termination.Cause.STOPPED);
    }
  }

  private void forget(String name) {
    Known entry = known.remove(name);
    if (entry != null && entry.first != null) {
      entry.first.kill(Termination.Cause.STOPPED);
    }
  }

  @Override
  void ready(Child child) {
    Known entry = known.get(child.spec().name());
    if (entry != null && entry.child == child) {
      apply(new Event.Ready(child.spec().name(), entry.generation));
    }
  }

  @Override
  void ended(Child child, Termination termination) {
    Known entry = known.get(child.spec().name());
    if (entry != null && entry.child == child) {
      entry.child = null;
      apply(new Event.Exited(child.spec().name(), entry.generation, Ending.of(termination)));
    } else if (entry != null && entry.first == child) {
      entry.first = null;
      apply(new Event.Remove(child.spec().name()));
    }
    if (child.spec().kind() == ActorKind.MONITOR && termination.isAbnormal()) {
      // What it was to keep alive cannot be kept alive; neither can the program.
      manager.life.giveUp(termination.cause(), termination.exitCode());
    }
  }

  @Override
  void tick() {
    apply(new Event.Tick());
  }

  @Override
  void beginStop() {
    apply(new Event.Stop());
  }
}

package dev.triga.actors.cell;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Behaviour;
import dev.triga.actors.ConfigEntry;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Spawning;
import dev.triga.actors.SpecHook;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Habitats;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.actors.supervision.Outcome;
import dev.triga.async.Deferred;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The actors that one looks after: lets them in and out as a state machine decides. On the turn of
/// the one that looks after them.
abstract sealed class Children permits SupervisedChildren, CrewChildren {
  /// What the arbiter's process ends with when children have failed too often.
  static final int RESTART_LIMIT_EXIT_CODE = 4;

  final Cell manager;

  /// Those that live, by name, in the order in which they came. It changes on the turn, where it
  /// may be walked over; [#abandon] reads it elsewhere, under its lock.
  final Map<String, Child> living = Collections.synchronizedMap(new LinkedHashMap<>());

  /// Those that have ended.
  final Endings endings;

  private int settled;
  private @Nullable ScheduledCall wake;
  private @Nullable Deferred<@Nullable Void> stopping;
  private boolean isFinished;

  Children(Cell manager) {
    this.manager = manager;
    this.endings = new Endings(!manager.reactor().clock().isVirtual());
  }

  /// The refs of those that live, oldest first.
  List<ActorRef> refs() {
    return living.values().stream().map(Child::ref).toList();
  }

  /// Starts one more, or says in its failure why not.
  abstract Spawning spawn(ActorSpec wanted);

  /// A child runs.
  abstract void ready(Child child);

  /// A child has ended; its name is free.
  abstract void ended(Child child, Termination termination);

  /// Has the state machine stop everybody.
  abstract void beginStop();

  /// A worker with this id has served enough.
  ///
  /// @throws IllegalStateException if nobody takes its place here
  void spent(String id) {
    throw new IllegalStateException(manager.self() + " keeps no equal workers");
  }

  /// A value of the manager's config was set from outside.
  void configured(ConfigEntry entry) {}

  /// Finds a place for one.
  ///
  /// @param places where; null for what the population has for its kind
  /// @throws SpawnFailure if its name is taken
  Child settle(ActorId id, ActorSpec spec, @Nullable Habitats places) {
    return settle(id, spec, places, manager.self());
  }

  /// Likewise, for one that somebody else looks after.
  Child settle(ActorId id, ActorSpec spec, @Nullable Habitats places, ActorRef keeper) {
    Population population = manager.population();
    Child child = new Child(manager, spec, this);
    Newcomer newcomer = new Newcomer(id, spec, settled, manager, keeper);
    Habitat place =
        places == null ? population.settle(newcomer, child) : places.open(newcomer, child);
    if (living.containsKey(spec.name())
        || !population.directory().enter(place.reference(), spec.group())) {
      place.kill(Cause.BOOT_FAILED);
      throw new SpawnFailure(
          "%s was not started: there is an actor '%s' already".formatted(spec, spec.name()), null);
    }
    settled++;
    child.settle(place);
    living.put(spec.name(), child);
    return child;
  }

  /// A child is gone: its name is free, and the machine hears of it.
  void gone(Child child, Termination termination) {
    manager.population().directory().strike(child.ref(), child.spec().group());
    living.remove(child.spec().name(), child);
    endings.add(termination, child.lifeNanos());
    ended(child, termination);
  }

  void checkOpen() {
    if (stopping != null || isFinished || manager.state().isAfterRunning()) {
      throw new SpawnFailure(manager.self() + " is stopping and starts nobody", null);
    }
  }

  /// Whether the manager has a hook that has the last word on specs.
  boolean isAdjusting() {
    Behaviour behaviour = manager.life.behaviour();
    return manager.spec().onParams() != null || (behaviour != null && overrides(behaviour));
  }

  private static boolean overrides(Behaviour behaviour) {
    try {
      return behaviour
              .getClass()
              .getMethod("onParams", Actor.class, ActorSpec.class)
              .getDeclaringClass()
          != Behaviour.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every behaviour has it", e);
    }
  }

  /// What the hooks of the manager make of a spec: they may await, as long as the boot deadline.
  Deferred<ActorSpec> adjusted(ActorSpec wanted) {
    return manager
        .<ActorSpec>begin(() -> {
          Behaviour behaviour = manager.life.behaviour();
          ActorSpec spec = behaviour == null ? wanted : behaviour.onParams(manager, wanted);
          SpecHook hook = manager.spec().onParams();
          return hook == null ? spec : hook.adjust(manager, spec);
        })
        .timeout(wanted.bootDeadline());
  }

  long now() {
    return manager.reactor().clock().nanoTime();
  }

  /// Has [#tick()] called when the clock shows a time.
  void wakeAt(long at) {
    Duration delay = Duration.ofNanos(Math.max(0, at - now()));
    if (wake != null) {
      wake.cancel();
    }
    wake = manager.reactor().schedule(delay, this::tick);
  }

  /// The time has come that was asked for.
  abstract void tick();

  /// Stops them, each within its time.
  Deferred<@Nullable Void> stopAll() {
    if (stopping == null) {
      stopping = new Deferred<>(manager.reactor());
      if (isFinished) {
        stopping.succeed(Nothing.nothing());
      } else {
        beginStop();
      }
    }
    return stopping.thenApply(done -> null);
  }

  /// The state machine is done: nobody is left.
  void finished(Outcome outcome) {
    isFinished = true;
    if (wake != null) {
      wake.cancel();
    }
    if (stopping != null) {
      stopping.succeed(Nothing.nothing());
    } else if (outcome == Outcome.RESTART_LIMIT) {
      manager.life.giveUp(Cause.RESTART_LIMIT, RESTART_LIMIT_EXIT_CODE);
    } else {
      manager.life.stop(Cause.STOPPED);
    }
  }

  /// Kills whoever is left, for a manager that is stuck: its turn does not come. Any thread.
  void abandon() {
    List<Child> left;
    synchronized (living) {
      left = List.copyOf(living.values());
    }
    left.forEach(child -> child.ref().kill());
  }

  /// Kills whoever is left, for a manager that has ended.
  void killAll() {
    isFinished = true;
    if (wake != null) {
      wake.cancel();
    }
    List.copyOf(living.values()).forEach(child -> child.kill(Cause.KILLED));
  }
}

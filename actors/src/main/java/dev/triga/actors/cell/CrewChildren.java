package dev.triga.actors.cell;

import dev.triga.actors.ActorFailure;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.ConfigEntry;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Spawning;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.Workers;
import dev.triga.actors.supervision.Crew;
import dev.triga.actors.supervision.CrewDecision;
import dev.triga.actors.supervision.CrewEvent;
import dev.triga.actors.supervision.Ending;
import dev.triga.async.Deferred;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Equal workers, as many as there are to be.
final class CrewChildren extends Children {
  /// The value of the config that says how many workers there are to be.
  static final String WORKERS = "workers";

  private ActorSpec worker;

  /// What the workers were that a reload replaces, for the case that it fails.
  private @Nullable ActorSpec replaced;

  /// Why the last one was not started.
  private @Nullable Termination lastFailure;

  private boolean isStopping;
  private final Crew crew;
  private final Map<Integer, Child> byNumber = new HashMap<>();
  private final Map<Child, Integer> numbers = new HashMap<>();

  /// Those of which a hook still has to say what they are to be.
  private final Map<Integer, Deferred<ActorSpec>> adjusting = new HashMap<>();

  private final List<Deferred<@Nullable Void>> wantComplete = new ArrayList<>();
  private final List<Deferred<@Nullable Void>> wantReloaded = new ArrayList<>();

  CrewChildren(Cell manager, Workers workers, ActorSpec worker) {
    super(manager);
    this.worker = worker.as(workers.kind()).group(manager.name());
    this.crew = new Crew(workers, manager.reactor().random());
  }

  void scale(int target) {
    manager.config().put(WORKERS, target);
    apply(new CrewEvent.Scale(Workers.checkedCount(target)));
  }

  /// Replaces all workers. Where there are to be more, or some again, that is part of it: also
  /// those have to start.
  ///
  /// @param other what they are to be from now on
  /// @param target how many
  /// @return succeeds when all are replaced; fails when the new ones do not start and the old ones
  ///   stay
  Deferred<@Nullable Void> reload(ActorSpec other, int target) {
    if (replaced == null) {
      replaced = worker;
    }
    worker = other.as(worker.kind()).group(manager.name());
    Deferred<@Nullable Void> reloaded = new Deferred<>(manager.reactor());
    wantReloaded.add(reloaded);
    manager.config().put(WORKERS, target);
    apply(new CrewEvent.Reload(Workers.checkedCount(target)));
    failIfOver();
    return reloaded;
  }

  private void failIfOver() {
    Termination over = manager.termination();
    if (over != null) {
      failWaiting(over);
    }
  }

  /// Replaces all workers.
  Deferred<@Nullable Void> reload(ActorSpec other) {
    return reload(other, crew.target());
  }

  /// Replaces all workers by others that are as they were meant to be.
  Deferred<@Nullable Void> reload() {
    return reload(worker);
  }

  private void reloadFailed() {
    manager.config().put(WORKERS, crew.target());
    ActorSpec before = replaced;
    if (before != null) {
      worker = before;
      replaced = null;
    }
    Termination last = lastFailure;
    Throwable reason = last == null ? null : last.failure();
    failAll(
        wantReloaded,
        "%s stays as it was: %d new workers in a row did not start%s"
            .formatted(
                manager.name(), Crew.RELOAD_FAILURES_MAX, reason == null ? "" : "; " + reason),
        reason);
  }

  int target() {
    return crew.target();
  }

  /// Succeeds when as many serve as there are to be.
  Deferred<@Nullable Void> complete() {
    Deferred<@Nullable Void> complete = new Deferred<>(manager.reactor());
    wantComplete.add(complete);
    tellIfComplete();
    failIfOver();
    return complete;
  }

  private void tellIfComplete() {
    if (crew.isComplete()) {
      replaced = null;
      succeedAll(wantComplete);
      succeedAll(wantReloaded);
    }
  }

  private static void succeedAll(List<Deferred<@Nullable Void>> waiting) {
    List<Deferred<@Nullable Void>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(one -> one.succeed(Nothing.nothing()));
  }

  private static void failAll(
      List<Deferred<@Nullable Void>> waiting, String why, @Nullable Throwable cause) {
    List<Deferred<@Nullable Void>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(one -> one.fail(new SpawnFailure(why, cause)));
  }

  /// The monitor is over: who waits for its workers waits in vain.
  void failWaiting(Termination ended) {
    String why = "its workers are not there: " + ended;
    failAll(wantComplete, why, ended.failure());
    failAll(wantReloaded, why, ended.failure());
  }

  private void apply(CrewEvent event) {
    if (manager.termination() != null) {
      return; // Whoever is left is being killed; nobody comes back.
    }
    for (CrewDecision decision : crew.handle(event, now())) {
      switch (decision) {
        case CrewDecision.Start start -> start(start);
        case CrewDecision.Stop stop -> stop(stop.worker());
        case CrewDecision.Wake wake -> wakeAt(wake.at());
        case CrewDecision.ReloadFailed _ -> reloadFailed();
        case CrewDecision.Finished finished -> finished(finished.outcome());
      }
    }
    tellIfComplete();
  }

  private void start(CrewDecision.Start start) {
    ActorSpec spec = worker.named(worker.name() + "." + start.slot());
    if (!isAdjusting()) {
      start(start.worker(), spec);
      return;
    }
    Deferred<ActorSpec> adjusted = adjusted(spec);
    adjusting.put(start.worker(), adjusted);
    var _ =
        adjusted.handle((made, failure) -> {
          adjusting.remove(start.worker());
          if (failure == null) {
            start(start.worker(), made);
          } else {
            notStarted(start.worker(), spec, failure);
          }
          return null;
        });
  }

  private void start(int number, ActorSpec spec) {
    try {
      Child child = settle(manager.population().nextId(spec.kind()), spec, null);
      byNumber.put(number, child);
      numbers.put(child, number);
      // The crew hears of its end; nobody else waits for its start.
      var _ = child.birth().handle((ref, failure) -> child);
      child.boot();
    } catch (RuntimeException failure) {
      notStarted(number, spec, failure);
    }
  }

  private void notStarted(int number, ActorSpec spec, Throwable failure) {
    if (!(failure instanceof CancellationException)) {
      manager.report("start of a worker", spec, failure);
    }
    // Not inside the machine's own decisions.
    manager.turn.ready(() -> apply(new CrewEvent.Exited(number, Ending.ABNORMAL)));
  }

  private void stop(int number) {
    Child child = byNumber.get(number);
    Deferred<ActorSpec> adjusted = adjusting.get(number);
    if (adjusted != null) {
      adjusted.cancel(); // It has not begun.
    } else if (child != null) {
      // One that retires is replaced, so it may finish what it serves.
      child.stop(isStopping ? Cause.STOPPED : Cause.RETIRED);
    }
  }

  @Override
  Spawning spawn(ActorSpec wanted) {
    var nobody =
        new NobodyReference(
            manager.population().nextId(wanted.kind()),
            wanted.name(),
            new IllegalStateException("a monitor starts its workers only"));
    Birth failed = new Birth(manager.reactor(), nobody, () -> {});
    failed.fail(
        new SpawnFailure(
            "%s was not started: %s keeps workers of its own and starts nobody else; ask the arbiter"
                .formatted(wanted, manager.self()),
            null));
    return failed;
  }

  @Override
  void ready(Child child) {
    Integer number = numbers.get(child);
    if (number != null) {
      apply(new CrewEvent.Ready(number));
    }
  }

  @Override
  void ended(Child child, Termination termination) {
    Integer number = numbers.remove(child);
    if (number != null) {
      byNumber.remove(number);
      if (termination.isAbnormal()) {
        log(termination);
        lastFailure = termination;
      }
      apply(new CrewEvent.Exited(number, Ending.of(termination)));
    }
  }

  /// The trace of a failure is shown once, not at each attempt of a worker that cannot start, and
  /// only when it is somebody else's code that has failed.
  private void log(Termination termination) {
    var failure = termination.failure();
    var last = lastFailure == null ? null : lastFailure.failure();
    boolean isKnown = last != null && last.toString().equals(String.valueOf(failure));
    boolean isOurs = failure instanceof ActorFailure && failure.getCause() == null;
    if (failure == null || isKnown || isOurs) {
      manager.reactor().log().warning(termination.toString());
    } else {
      var what =
          new Termination(
              termination.id(),
              termination.name(),
              termination.cause(),
              termination.exitCode(),
              null);
      manager.reactor().log().warning(what.toString(), failure);
    }
  }

  @Override
  void spent(String id) {
    numbers.forEach((child, number) -> {
      if (child.ref().id().text().equals(id)) {
        // Not inside the walk over them.
        manager.turn.ready(() -> apply(new CrewEvent.Spent(number)));
      }
    });
  }

  @Override
  void configured(ConfigEntry entry) {
    if (entry.name().equals(WORKERS)) {
      if (!(entry.value() instanceof Number number)) {
        throw new IllegalArgumentException(
            "'%s' is no number of workers: %s".formatted(WORKERS, entry.value()));
      }
      scale(number.intValue());
    }
  }

  @Override
  void tick() {
    apply(new CrewEvent.Tick());
  }

  @Override
  void beginStop() {
    isStopping = true;
    apply(new CrewEvent.Stop());
  }
}

package dev.triga.actors.cell;

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
import org.jspecify.annotations.Nullable;

/// Equal workers, as many as there are to be.
final class CrewChildren extends Children {
  /// The value of the config that says how many workers there are to be.
  static final String WORKERS = "workers";

  private ActorSpec worker;
  private boolean isStopping;
  private final Crew crew;
  private final Map<Integer, Child> byNumber = new HashMap<>();
  private final Map<Child, Integer> numbers = new HashMap<>();
  private final List<Deferred<@Nullable Void>> wantComplete = new ArrayList<>();

  CrewChildren(Cell manager, Workers workers, ActorSpec worker) {
    super(manager);
    this.worker = worker.as(workers.kind()).group(manager.name());
    this.crew = new Crew(workers, manager.reactor().random());
  }

  void scale(int target) {
    manager.config().put(WORKERS, target);
    apply(new CrewEvent.Scale(Workers.checkedCount(target)));
  }

  /// What the workers are that start from now on.
  void worker(ActorSpec other) {
    worker = other.as(worker.kind()).group(manager.name());
  }

  void reload() {
    apply(new CrewEvent.Reload());
  }

  int target() {
    return crew.target();
  }

  /// Succeeds when as many serve as there are to be.
  Deferred<@Nullable Void> complete() {
    Deferred<@Nullable Void> complete = new Deferred<>(manager.reactor());
    wantComplete.add(complete);
    tellIfComplete();
    return complete;
  }

  private void tellIfComplete() {
    if (crew.isComplete() && !wantComplete.isEmpty()) {
      List<Deferred<@Nullable Void>> waiting = List.copyOf(wantComplete);
      wantComplete.clear();
      waiting.forEach(one -> one.succeed(Nothing.nothing()));
    }
  }

  /// The monitor is over: who waits for its workers waits in vain.
  void failWaiting(Termination ended) {
    List<Deferred<@Nullable Void>> waiting = List.copyOf(wantComplete);
    wantComplete.clear();
    waiting.forEach(
        one -> one.fail(new SpawnFailure("its workers are not there: " + ended, ended.failure())));
  }

  private void apply(CrewEvent event) {
    for (CrewDecision decision : crew.handle(event, now())) {
      switch (decision) {
        case CrewDecision.Start start -> start(start);
        case CrewDecision.Stop stop -> stop(stop.worker());
        case CrewDecision.Wake wake -> wakeAt(wake.at());
        case CrewDecision.Finished finished -> finished(finished.outcome());
      }
    }
    tellIfComplete();
  }

  private void start(CrewDecision.Start start) {
    ActorSpec spec = worker.named(worker.name() + "." + start.slot());
    try {
      Child child = settle(manager.population().nextId(), adjusted(spec), null);
      byNumber.put(start.worker(), child);
      numbers.put(child, start.worker());
      // The crew hears of its end; nobody else waits for its start.
      var _ = child.birth().handle((ref, failure) -> child);
      child.boot();
    } catch (Exception failure) {
      manager.report("start of a worker", spec, failure);
      // Not inside the machine's own decisions.
      manager.turn.ready(() -> apply(new CrewEvent.Exited(start.worker(), Ending.ABNORMAL)));
    }
  }

  private void stop(int number) {
    Child child = byNumber.get(number);
    if (child != null) {
      // One that retires is replaced, so it may finish what it serves.
      child.stop(isStopping ? Cause.STOPPED : Cause.RETIRED);
    }
  }

  @Override
  Spawning spawn(ActorSpec wanted) {
    var nobody =
        new NobodyReference(
            manager.population().nextId(),
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
        manager.reactor().log().warning(termination.toString(), termination.failure());
      }
      apply(new CrewEvent.Exited(number, Ending.of(termination)));
    }
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

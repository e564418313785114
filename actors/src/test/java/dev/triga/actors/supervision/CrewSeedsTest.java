package dev.triga.actors.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.Supervision;
import dev.triga.actors.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A crew under workers that start slowly or not at all and die when they like, under changes of
/// their number and reloads, from many seeds: 200, or 10 000 with `-Pnightly`.
class CrewSeedsTest {
  private static final int SEEDS = Boolean.getBoolean("triga.nightly") ? 10_000 : 200;
  private static final Duration STEP_MAX = Duration.ofMillis(400);

  /// From the last fault until all serve: the longest pause, and for each wave of starts the time
  /// for stopping one and starting its successor.
  private static final Duration BOUND = Duration.ofSeconds(20);

  @Test
  void itKeepsItsPromisesUnderEverySeed() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new Run(seed).go();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  private static final class Run {
    final Chance chance;
    final Crew crew;
    final Map<Integer, Integer> slots = new HashMap<>();
    final Set<Integer> up = new HashSet<>();
    final Set<Integer> starting = new HashSet<>();
    final int startsAtOnce;
    int target;

    /// No worker died and the number stayed since it was last complete.
    boolean isUndisturbed;

    boolean isCalm;
    boolean isStopping;
    Outcome outcome;

    Run(long seed) {
      chance = new Chance(seed);
      startsAtOnce = chance.random.nextInt(1, 4);
      Workers workers =
          Workers.locals(1)
              .supervision(
                  Supervision.DEFAULT
                      .intensity(1_000, Duration.ofSeconds(5))
                      .backoff(Duration.ofMillis(100), Duration.ofSeconds(5)))
              .startsAtOnce(startsAtOnce);
      if (chance.oneIn(2)) {
        workers = workers.maxAge(Duration.ofSeconds(20), 0.5);
      }
      crew = new Crew(workers, chance.random);
    }

    void go() {
      scale();
      for (int i = 0; i < 40; i++) {
        chance.run(chance.upTo(Duration.ofSeconds(2)));
        switch (chance.random.nextInt(8)) {
          case 0 -> scale();
          case 1 -> tell(new CrewEvent.Reload(target));
          case 2, 3, 4 -> killOne();
          case 5 -> spendOne();
          default -> {}
        }
      }
      isCalm = true;
      chance.run(BOUND);
      assertThat(crew.serving()).as("long after the last fault").isGreaterThanOrEqualTo(target);
      isStopping = true;
      tell(new CrewEvent.Stop());
      chance.run(Duration.ofSeconds(5));
      assertThat(outcome).isEqualTo(Outcome.STOPPED);
      assertThat(slots).isEmpty();
    }

    void scale() {
      isUndisturbed = false;
      target = chance.random.nextInt(0, 7);
      tell(new CrewEvent.Scale(target));
    }

    void killOne() {
      if (!slots.isEmpty()) {
        List<Integer> all = new ArrayList<>(slots.keySet());
        all.sort(null);
        isUndisturbed = false;
        exits(all.get(chance.random.nextInt(all.size())), Ending.ABNORMAL);
      }
    }

    void spendOne() {
      List<Integer> serving = new ArrayList<>(up);
      serving.sort(null);
      if (!serving.isEmpty()) {
        tell(new CrewEvent.Spent(serving.get(chance.random.nextInt(serving.size()))));
      }
    }

    void exits(int worker, Ending ending) {
      if (slots.remove(worker) != null) {
        up.remove(worker);
        starting.remove(worker);
        tell(new CrewEvent.Exited(worker, ending));
      }
    }

    void tell(CrewEvent event) {
      for (CrewDecision decision : crew.handle(event, chance.now)) {
        switch (decision) {
          case CrewDecision.Start start -> start(start);
          case CrewDecision.Stop stop -> stop(stop.worker());
          case CrewDecision.Wake wake -> chance.at(wake.at(), () -> tell(new CrewEvent.Tick()));
          case CrewDecision.ReloadFailed _ ->
              assertThat(up.size()).as("those who stay").isGreaterThanOrEqualTo(target);
          case CrewDecision.Finished finished -> outcome = finished.outcome();
        }
      }
      if (crew.isComplete()) {
        isUndisturbed = true;
      }
      if (isUndisturbed && !isStopping) {
        assertThat(up.size()).as("retiring costs no service").isGreaterThanOrEqualTo(target);
      }
    }

    void start(CrewDecision.Start start) {
      assertThat(slots.values()).as("never two of one name").doesNotContain(start.slot());
      slots.put(start.worker(), start.slot());
      starting.add(start.worker());
      assertThat(starting).as("starting at once").hasSizeLessThanOrEqualTo(startsAtOnce);
      boolean fails = !isCalm && chance.oneIn(12);
      if (fails) {
        isUndisturbed = false;
      }
      chance.in(
          chance.upTo(STEP_MAX),
          () -> {
            if (starting.contains(start.worker())) {
              if (fails) {
                exits(start.worker(), Ending.ABNORMAL);
              } else {
                up.add(start.worker());
                starting.remove(start.worker());
                tell(new CrewEvent.Ready(start.worker()));
              }
            }
          });
    }

    void stop(int worker) {
      assertThat(slots).as("only the living are stopped").containsKey(worker);
      up.remove(worker);
      starting.remove(worker);
      chance.in(chance.upTo(STEP_MAX), () -> exits(worker, Ending.SHUTDOWN));
    }
  }
}

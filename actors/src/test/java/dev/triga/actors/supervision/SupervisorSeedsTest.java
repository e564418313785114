package dev.triga.actors.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.Restart;
import dev.triga.actors.Strategy;
import dev.triga.actors.Supervision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The supervisor under children that start slowly or not at all, die when they like and take their
/// time to stop, from many seeds: 200, or 10 000 with `-Pnightly`.
class SupervisorSeedsTest {
  private static final int SEEDS = Boolean.getBoolean("triga.nightly") ? 10_000 : 200;
  private static final Duration STEP_MAX = Duration.ofMillis(400);

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
    final Supervision flags;
    final Supervisor supervisor;
    final Map<String, Restart> types = new HashMap<>();

    /// The life that each child is in, while it is in one.
    final Map<String, Integer> living = new HashMap<>();

    final Map<String, Boolean> ready = new HashMap<>();
    final Set<String> stopping = new HashSet<>();
    final List<String> order = new ArrayList<>();

    /// Counted here once more: when restarts became necessary, under one for one.
    final ArrayDeque<Long> restarts = new ArrayDeque<>();

    boolean isCalm;
    boolean isOneTooMany;
    Outcome outcome;

    Run(long seed) {
      chance = new Chance(seed);
      Strategy[] strategies = Strategy.values();
      flags =
          Supervision.of(strategies[chance.random.nextInt(strategies.length)])
              .intensity(chance.random.nextInt(1, 12), Duration.ofSeconds(5))
              .backoff(
                  chance.oneIn(2) ? Duration.ZERO : Duration.ofMillis(100), Duration.ofSeconds(2));
      supervisor = new Supervisor(flags);
    }

    void go() {
      int children = chance.random.nextInt(1, 6);
      for (int i = 0; i < children; i++) {
        String name = "c" + i;
        Restart type = Restart.values()[chance.random.nextInt(3)];
        types.put(name, type);
        order.add(name);
        tell(new Event.Add(name, type, false));
      }
      for (int i = 0; i < 60 && outcome == null; i++) {
        chance.run(chance.upTo(Duration.ofSeconds(2)));
        if (chance.oneIn(2)) {
          killOne();
        }
      }
      isCalm = true;
      chance.run(Duration.ofSeconds(30));
      if (outcome == null) {
        for (String name : supervisor.children()) {
          if (types.get(name) == Restart.PERMANENT) {
            assertThat(ready).as("permanent, half a minute after the last fault").containsKey(name);
          }
        }
        tell(new Event.Stop());
        chance.run(Duration.ofSeconds(30));
        assertThat(outcome).isEqualTo(Outcome.STOPPED);
      } else {
        assertThat(outcome).isEqualTo(Outcome.RESTART_LIMIT);
        if (flags.strategy() == Strategy.ONE_FOR_ONE) {
          assertThat(isOneTooMany).as("it gave up without reason").isTrue();
        }
      }
      assertThat(living).as("nobody is left").isEmpty();
    }

    void killOne() {
      List<String> up = new ArrayList<>(ready.keySet());
      up.sort(null);
      if (!up.isEmpty()) {
        String name = up.get(chance.random.nextInt(up.size()));
        exits(name, living.get(name), Ending.values()[chance.random.nextInt(3)]);
      }
    }

    void exits(String name, int generation, Ending ending) {
      if (living.remove(name, generation)) {
        boolean wasReady = ready.remove(name) != null;
        count(name, ending, generation > 1 || wasReady);
        tell(new Event.Exited(name, generation, ending));
        if (isOneTooMany && living.isEmpty()) {
          assertThat(outcome).as("one restart too many").isEqualTo(Outcome.RESTART_LIMIT);
        }
      }
    }

    /// The same rule, counted another way.
    void count(String name, Ending ending, boolean hadStarted) {
      boolean isDue =
          switch (types.get(name)) {
            case PERMANENT -> true;
            case TRANSIENT -> ending == Ending.ABNORMAL;
            case TEMPORARY -> false;
          };
      if (flags.strategy() == Strategy.ONE_FOR_ONE && isDue && hadStarted && !isOneTooMany) {
        restarts.addLast(chance.now);
        long since = chance.now - flags.period().toNanos();
        isOneTooMany = restarts.stream().filter(at -> at >= since).count() > flags.intensity();
      }
    }

    void tell(Event event) {
      for (Decision decision : supervisor.handle(event, chance.now)) {
        switch (decision) {
          case Decision.Start start -> start(start);
          case Decision.Stop stop -> stop(stop);
          case Decision.Forget forget ->
              assertThat(living).as("it is alive").doesNotContainKey(forget.child());
          case Decision.Wake wake -> chance.at(wake.at(), () -> tell(new Event.Tick()));
          case Decision.Finished finished -> {
            assertThat(living).as("it finishes with children").isEmpty();
            outcome = finished.outcome();
          }
        }
      }
    }

    void start(Decision.Start start) {
      String name = start.child();
      assertThat(living).as("never two of one name").doesNotContainKey(name);
      assertThat(isOneTooMany).as("nobody starts after one restart too many").isFalse();
      if (flags.strategy() != Strategy.ONE_FOR_ONE && start.generation() > 1) {
        for (String later : order.subList(order.indexOf(name) + 1, order.size())) {
          assertThat(living).as("%s starts before those after it", name).doesNotContainKey(later);
        }
      }
      living.put(name, start.generation());
      boolean fails = !isCalm && start.generation() > 1 && chance.oneIn(10);
      chance.in(
          chance.upTo(STEP_MAX),
          () -> {
            if (living.getOrDefault(name, 0) == start.generation()) {
              if (fails) {
                exits(name, start.generation(), Ending.ABNORMAL);
              } else {
                if (!stopping.contains(name)) {
                  ready.put(name, true);
                }
                tell(new Event.Ready(name, start.generation()));
              }
            }
          });
    }

    void stop(Decision.Stop stop) {
      assertThat(living).as("only the living are stopped").containsKey(stop.child());
      ready.remove(stop.child());
      stopping.add(stop.child());
      chance.in(
          chance.upTo(STEP_MAX),
          () -> {
            stopping.remove(stop.child());
            if (living.remove(stop.child(), stop.generation())) {
              tell(new Event.Exited(stop.child(), stop.generation(), Ending.SHUTDOWN));
            }
          });
    }
  }
}

package dev.triga.actors.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.Supervision;
import dev.triga.actors.Workers;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What a crew decides, step by step.
class CrewTest {
  private final Crew crew = new Crew(Workers.threads(2), new SplittableRandom(1));

  private void twoServe() {
    crew.handle(new CrewEvent.Scale(2), 0);
    crew.handle(new CrewEvent.Ready(1), 0);
    crew.handle(new CrewEvent.Ready(2), 0);
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void missingWorkersAreStarted() {
    assertThat(crew.handle(new CrewEvent.Scale(2), 0))
        .containsExactly(new CrewDecision.Start(1, 1), new CrewDecision.Start(2, 2));
    assertThat(crew.isComplete()).isFalse();
    crew.handle(new CrewEvent.Ready(1), 0);
    crew.handle(new CrewEvent.Ready(2), 0);
    assertThat(crew.isComplete()).isTrue();
  }

  @Test
  void noMoreAreStartingThanMayBe() {
    var careful = new Crew(Workers.threads(3).startsAtOnce(1), new SplittableRandom(1));
    assertThat(careful.handle(new CrewEvent.Scale(3), 0))
        .containsExactly(new CrewDecision.Start(1, 1));
    assertThat(careful.handle(new CrewEvent.Ready(1), 0))
        .containsExactly(new CrewDecision.Start(2, 2));
  }

  @Test
  void theOldestOfTooManyRetires() {
    twoServe();
    assertThat(crew.handle(new CrewEvent.Scale(1), 0)).containsExactly(new CrewDecision.Stop(1));
  }

  @Test
  void anOldWorkerIsReplacedAtOnce() {
    twoServe();
    assertThat(crew.handle(new CrewEvent.Exited(1, Ending.NORMAL), seconds(60)))
        .containsExactly(new CrewDecision.Start(3, 1));
  }

  @Test
  void oneThatDiesYoungIsReplacedAfterAPauseThatGrows() {
    twoServe();
    long now = seconds(1);
    assertThat(crew.handle(new CrewEvent.Exited(1, Ending.ABNORMAL), now))
        .containsExactly(new CrewDecision.Wake(now + 100_000_000));
    now += 100_000_000;
    assertThat(crew.handle(new CrewEvent.Tick(), now))
        .containsExactly(new CrewDecision.Start(3, 1));
    assertThat(crew.handle(new CrewEvent.Exited(3, Ending.ABNORMAL), now))
        .containsExactly(new CrewDecision.Wake(now + 200_000_000));
  }

  /// What has failed long ago says nothing about today, also where nobody has grown old meanwhile
  /// because all were reloaded.
  @Test
  void pausesBeginAnewWhenNothingHasFailedForAWhile() {
    twoServe();
    long now = seconds(1);
    crew.handle(new CrewEvent.Exited(1, Ending.ABNORMAL), now);
    crew.handle(new CrewEvent.Tick(), now + 100_000_000);
    crew.handle(new CrewEvent.Ready(3), now + 100_000_000);
    crew.handle(new CrewEvent.Reload(2), seconds(20));
    crew.handle(new CrewEvent.Ready(4), seconds(20));
    crew.handle(new CrewEvent.Ready(5), seconds(20));
    now = seconds(21);
    assertThat(crew.handle(new CrewEvent.Exited(4, Ending.ABNORMAL), now))
        .contains(new CrewDecision.Wake(now + 100_000_000));
  }

  @Test
  void oneThatDiesAfterALongTimeIsReplacedAtOnce() {
    twoServe();
    assertThat(crew.handle(new CrewEvent.Exited(1, Ending.ABNORMAL), seconds(60)))
        .containsExactly(new CrewDecision.Start(3, 1));
  }

  @Test
  void thoseThatDieYoungTogetherWaitOnce() {
    twoServe();
    long now = seconds(1);
    crew.handle(new CrewEvent.Exited(1, Ending.ABNORMAL), now);
    assertThat(crew.handle(new CrewEvent.Exited(2, Ending.ABNORMAL), now))
        .containsExactly(new CrewDecision.Wake(now + 100_000_000));
  }

  /// Each start takes longer than the period in which restarts are counted.
  @Test
  void workersThatNeverStartAreGivenUpHoweverSlowlyTheyFail() {
    crew.handle(new CrewEvent.Scale(2), 0);
    long now = 0;
    for (int worker = 1; worker <= 2 * Workers.RESTARTS_PER_WORKER; worker++) {
      now += seconds(30);
      assertThat(crew.handle(new CrewEvent.Exited(worker, Ending.ABNORMAL), now))
          .noneMatch(decision -> decision instanceof CrewDecision.Stop);
      crew.handle(new CrewEvent.Tick(), now + seconds(10));
    }
    assertThat(crew.handle(new CrewEvent.Exited(11, Ending.ABNORMAL), now + seconds(30)))
        .containsExactly(new CrewDecision.Stop(12));
  }

  @Test
  void aCrewThatHasServedIsNotGivenUpBecauseNothingStarts() {
    var alone = new Crew(Workers.threads(1), new SplittableRandom(1));
    alone.handle(new CrewEvent.Scale(1), 0);
    alone.handle(new CrewEvent.Ready(1), 0);
    long now = seconds(60);
    alone.handle(new CrewEvent.Exited(1, Ending.ABNORMAL), now);
    for (int worker = 2; worker < 50; worker++) {
      var wake =
          (CrewDecision.Wake)
              alone.handle(new CrewEvent.Exited(worker, Ending.ABNORMAL), now).getLast();
      assertThat(wake.at() - now).isBetween(100_000_000L, seconds(10));
      now = wake.at();
      assertThat(alone.handle(new CrewEvent.Tick(), now))
          .containsExactly(new CrewDecision.Start(worker + 1, 1));
    }
  }

  @Test
  void aSpentWorkerServesUntilItsSuccessorIsReady() {
    twoServe();
    assertThat(crew.handle(new CrewEvent.Spent(1), 0))
        .containsExactly(new CrewDecision.Start(3, 3));
    assertThat(crew.handle(new CrewEvent.Ready(3), 0)).containsExactly(new CrewDecision.Stop(1));
    crew.handle(new CrewEvent.Exited(1, Ending.SHUTDOWN), 0);
    assertThat(crew.isComplete()).isTrue();
  }

  @Test
  void aReloadReplacesEveryWorker() {
    twoServe();
    assertThat(crew.handle(new CrewEvent.Reload(2), 0))
        .containsExactly(new CrewDecision.Start(3, 3), new CrewDecision.Start(4, 4));
    assertThat(crew.handle(new CrewEvent.Ready(3), 0)).containsExactly(new CrewDecision.Stop(1));
    assertThat(crew.handle(new CrewEvent.Ready(4), 0)).containsExactly(new CrewDecision.Stop(2));
  }

  @Test
  void aReloadWhoseWorkersDoNotStartIsGivenUpAndCostsNoRestart() {
    var strict =
        new Crew(
            Workers.threads(1)
                .supervision(
                    Supervision.DEFAULT
                        .intensity(1, Duration.ofSeconds(5))
                        .backoff(Duration.ofMillis(100), Duration.ofSeconds(5))),
            new SplittableRandom(1));
    strict.handle(new CrewEvent.Scale(1), 0);
    strict.handle(new CrewEvent.Ready(1), 0);
    strict.handle(new CrewEvent.Reload(1), 0);
    long now = 0;
    for (int worker = 2; worker < 1 + Crew.RELOAD_FAILURES_MAX; worker++) {
      var wake =
          (CrewDecision.Wake)
              strict.handle(new CrewEvent.Exited(worker, Ending.ABNORMAL), now).getFirst();
      now = wake.at();
      assertThat(strict.handle(new CrewEvent.Tick(), now))
          .containsExactly(new CrewDecision.Start(worker + 1, 2));
    }
    assertThat(
            strict.handle(new CrewEvent.Exited(1 + Crew.RELOAD_FAILURES_MAX, Ending.ABNORMAL), now))
        .contains(new CrewDecision.ReloadFailed())
        .noneMatch(decision -> decision instanceof CrewDecision.Stop);
    assertThat(strict.isComplete()).isTrue();
  }

  @Test
  void aReloadThatIsToBringBackThoseWhoHaveRetiredIsGivenUpToo() {
    twoServe();
    crew.handle(new CrewEvent.Scale(0), 0);
    crew.handle(new CrewEvent.Exited(1, Ending.SHUTDOWN), 0);
    crew.handle(new CrewEvent.Exited(2, Ending.SHUTDOWN), 0);
    assertThat(crew.handle(new CrewEvent.Reload(1), 0))
        .containsExactly(new CrewDecision.Start(3, 1));
    long now = 0;
    for (int worker = 3; worker < 2 + Crew.RELOAD_FAILURES_MAX; worker++) {
      var wake =
          (CrewDecision.Wake)
              crew.handle(new CrewEvent.Exited(worker, Ending.ABNORMAL), now).getFirst();
      now = wake.at();
      crew.handle(new CrewEvent.Tick(), now);
    }
    assertThat(
            crew.handle(new CrewEvent.Exited(2 + Crew.RELOAD_FAILURES_MAX, Ending.ABNORMAL), now))
        .contains(new CrewDecision.ReloadFailed())
        .noneMatch(decision -> decision instanceof CrewDecision.Start);
    assertThat(crew.target()).isZero();
    assertThat(crew.isComplete()).isTrue();
  }

  @Test
  void anAgedWorkerRetiresAtAJitteredTime() {
    var ageing =
        new Crew(Workers.threads(1).maxAge(Duration.ofSeconds(100), 0.5), new SplittableRandom(7));
    ageing.handle(new CrewEvent.Scale(1), 0);
    var wake = (CrewDecision.Wake) ageing.handle(new CrewEvent.Ready(1), 0).getFirst();
    assertThat(wake.at()).isBetween(seconds(50), seconds(100));
    assertThat(ageing.handle(new CrewEvent.Tick(), wake.at()))
        .containsExactly(new CrewDecision.Start(2, 2));
  }

  @Test
  void tooManyDeathsEndTheCrew() {
    var hasty =
        new Crew(
            Workers.threads(2).supervision(Supervision.DEFAULT.intensity(3, Duration.ofSeconds(5))),
            new SplittableRandom(1));
    hasty.handle(new CrewEvent.Scale(2), 0);
    for (int worker = 1; worker <= 3; worker++) {
      assertThat(hasty.handle(new CrewEvent.Exited(worker, Ending.ABNORMAL), worker))
          .containsExactly(new CrewDecision.Start(worker + 2, worker % 2 == 1 ? 1 : 2));
    }
    assertThat(hasty.handle(new CrewEvent.Exited(4, Ending.ABNORMAL), 4))
        .containsExactly(new CrewDecision.Stop(5));
    assertThat(hasty.handle(new CrewEvent.Exited(5, Ending.SHUTDOWN), 5))
        .containsExactly(new CrewDecision.Finished(Outcome.RESTART_LIMIT));
  }

  @Test
  void aStopStopsAllAtOnce() {
    twoServe();
    assertThat(crew.handle(new CrewEvent.Stop(), 0))
        .containsExactly(new CrewDecision.Stop(1), new CrewDecision.Stop(2));
    crew.handle(new CrewEvent.Exited(2, Ending.SHUTDOWN), 0);
    assertThat(crew.handle(new CrewEvent.Exited(1, Ending.SHUTDOWN), 0))
        .containsExactly(new CrewDecision.Finished(Outcome.STOPPED));
  }
}

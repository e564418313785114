package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Results of many: all, settled, race.
class DeferredManyTest {
  private final FakeTurn turn = new FakeTurn();
  private final Exception error = new Exception("member broken");
  private final Deferred<Integer> one = turn.deferred();
  private final Deferred<Integer> two = turn.deferred();
  private final Deferred<Integer> three = turn.deferred();
  private final List<Deferred<Integer>> members = List.of(one, two, three);

  @Test
  void allGivesTheValuesInOrder() {
    Deferred<List<Integer>> all = Deferred.all(members);
    three.succeed(3);
    one.succeed(null);
    turn.run();
    assertFalse(all.isDone());
    two.succeed(2);
    turn.run();
    assertEquals(Arrays.asList(null, 2, 3), all.resultNow());
  }

  @Test
  void allFailsWithTheFirstFailureAndCancelsTheOthers() {
    Deferred<List<Integer>> all = Deferred.all(members);
    two.fail(error);
    turn.run();
    MemberFailure failure = assertInstanceOf(MemberFailure.class, all.failureNow());
    assertEquals(1, failure.index());
    assertSame(error, failure.getCause());
    assertTrue(one.isCancelled() && three.isCancelled());
    turn.unobserved.forEach(unobserved -> assertEquals(null, unobserved.claim()));
  }

  @Test
  void allMayKeepTheOthers() {
    Deferred<List<Integer>> all = Deferred.all(members, Rest.KEEP);
    two.fail(error);
    turn.run();
    assertTrue(all.isFailed());
    assertFalse(one.isDone());
    one.fail(new Exception("later"));
    turn.run();
    all.failureNow();
    turn.unobserved.forEach(unobserved -> assertEquals(null, unobserved.claim()));
  }

  @Test
  void settledGivesEveryEndInOrder() {
    Deferred<List<Settled<Integer>>> settled = Deferred.settled(members);
    two.fail(error);
    three.succeed(3);
    one.succeed(1);
    turn.run();
    assertEquals(
        List.of(
            new Settled.Succeeded<>(1), new Settled.Failed<>(error), new Settled.Succeeded<>(3)),
        settled.resultNow());
  }

  @Test
  void raceGivesTheFirstValueAndCancelsTheOthers() {
    Deferred<Winner<Integer>> race = Deferred.race(members);
    one.fail(error);
    turn.run();
    assertFalse(race.isDone());
    three.succeed(3);
    turn.run();
    assertEquals(new Winner<>(2, 3), race.resultNow());
    assertTrue(two.isCancelled());
  }

  @Test
  void raceMayKeepTheOthers() {
    Deferred<Winner<Integer>> race = Deferred.race(members, Rest.KEEP);
    three.succeed(3);
    turn.run();
    assertEquals(new Winner<>(2, 3), race.resultNow());
    assertFalse(two.isDone());
  }

  @Test
  void aRaceThatNobodyWinsFailsWithAllFailures() {
    Deferred<Winner<Integer>> race = Deferred.race(List.of(one, two));
    Exception second = new Exception("second");
    two.fail(second);
    one.fail(error);
    turn.run();
    RaceFailure failure = assertInstanceOf(RaceFailure.class, race.failureNow());
    assertEquals(List.of(error, second), List.of(failure.getSuppressed()));
  }

  @Test
  void withoutMembersTheEndIsDefined() {
    List<Deferred<Integer>> none = List.of();
    assertEquals(List.of(), Deferred.all(none).resultNow());
    assertEquals(List.of(), Deferred.settled(none).resultNow());
    assertInstanceOf(RaceFailure.class, Deferred.race(none).failureNow());
  }

  @Test
  void cancellingTheWholeCancelsTheMembersThatNobodyElseWants() {
    one.thenAccept(x -> {});
    for (Deferred<?> whole :
        List.of(Deferred.all(members), Deferred.settled(members), Deferred.race(members))) {
      assertFalse(two.isDone());
      assertTrue(whole.cancel());
    }
    assertTrue(two.isCancelled() && three.isCancelled());
    assertFalse(one.isDone());
  }

  @Test
  void membersMayBeAnyStages() throws InterruptedException {
    CompletableFuture<Integer> foreign = new CompletableFuture<>();
    Deferred<List<Integer>> all = Deferred.all(List.of(foreign, one, Deferred.succeeded(3)));
    FakeTurn.elsewhere(() -> foreign.complete(1));
    FakeTurn.elsewhere(() -> one.succeed(2));
    turn.run();
    assertEquals(List.of(1, 2, 3), all.resultNow());
  }
}

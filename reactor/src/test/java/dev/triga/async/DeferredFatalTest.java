package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Halt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Halt and fatal errors fail the stage and go on to the reactor.
class DeferredFatalTest {
  private final FakeTurn turn = new FakeTurn();
  private final Halt halt = new Halt("enough", 3);
  private final List<Object> seen = new ArrayList<>();

  @Test
  void haltReachesTheLoopAndTheOtherListenersAreTold() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage =
        source.thenApply(x -> {
          throw halt;
        });
    source.thenAccept(seen::add);
    source.succeed(1);
    turn.run();
    assertEquals(List.of(halt), turn.fatal);
    assertEquals(List.of(1), seen);
    assertSame(halt, stage.failureNow());
    assertEquals(0, turn.unobserved.size());
  }

  @Test
  void anErrorOfTheVirtualMachineReachesTheLoop() {
    OutOfMemoryError error = new OutOfMemoryError("made up");
    Deferred<Integer> source = turn.deferred();
    source.thenRun(() -> {
      throw error;
    });
    source.succeed(1);
    turn.run();
    assertEquals(List.of(error), turn.fatal);
  }

  @Test
  void aStackOverflowIsAFailureLikeOthers() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Void> stage =
        source.thenRun(() -> {
          throw new StackOverflowError();
        });
    source.succeed(1);
    turn.run();
    assertTrue(stage.isFailed());
    assertEquals(List.of(), turn.fatal);
  }

  @Test
  void withoutAnOwnerHaltLeavesTheCompletingCallAfterTheOthersAreTold() {
    Deferred<Integer> source = new Deferred<>();
    source.thenRun(() -> {
      throw halt;
    });
    source.thenApply(x -> x + 1).thenAccept(seen::add);
    assertSame(halt, assertThrows(Halt.class, () -> source.succeed(1)));
    assertEquals(List.of(2), seen);
    Deferred<Integer> next = new Deferred<>();
    next.thenAccept(seen::add);
    next.succeed(3);
    assertEquals(List.of(2, 3), seen);
  }
}

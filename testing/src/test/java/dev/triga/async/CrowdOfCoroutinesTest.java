package dev.triga.async;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class CrowdOfCoroutinesTest {
  private static final int CROWD = 100_000;

  @Test
  void aHundredThousandCoroutinesLiveOnOneReactor(MemoryReactor memory) {
    var reactor = memory.reactor();
    var gate = new Deferred<Integer>(reactor);
    var waiting = new int[1];
    List<Deferred<Integer>> results = new ArrayList<>(CROWD);
    for (int i = 0; i < CROWD; i++) {
      int number = i;
      results.add(
          reactor.async(() -> {
            waiting[0]++;
            return number + await(gate);
          }));
    }
    memory.runFor(Duration.ofSeconds(1));
    assertThat(waiting[0]).isEqualTo(CROWD);
    assertThat(results).noneMatch(Deferred::isDone);

    gate.succeed(1);
    memory.runFor(Duration.ofSeconds(1));
    for (int i = 0; i < CROWD; i++) {
      assertThat(results.get(i).resultNow()).isEqualTo(i + 1);
    }
  }
}

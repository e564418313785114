package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who closes a reactor while another thread is about to leave it, able to run again, ends it.
class ClosingMeetsLeavingTest {
  private static final int ROUNDS = 500;

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closingAlwaysEndsIt() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      var reactor = Reactor.builder().driver("nio").open();
      var other = Thread.ofPlatform().start(() -> iterate(reactor));
      reactor.close();
      other.join();
      assertEquals(Reactor.State.STOPPED, reactor.state());
    }
  }

  private static void iterate(Reactor reactor) {
    try {
      reactor.iterate(Duration.ZERO);
    } catch (ReactorStoppedException | IllegalStateException e) {
      // It was closed before, or is being closed.
    }
  }
}

package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.ListenOptions;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Reactors that look for events for a while before they sleep, and do everything that others do.
abstract class SpinContract extends Contract {
  private static final Duration SHORT = Duration.ofNanos(50_000);
  private static final Duration LONG = Duration.ofMillis(500);

  SpinContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Reactor spinning(Duration time) {
    return started(settings -> settings.spin(time));
  }

  @Test
  void whatIsSubmittedToASpinningReactorRuns() throws InterruptedException {
    var reactor = spinning(LONG);
    for (int i = 0; i < 100; i++) {
      var ran = new CountDownLatch(1);
      reactor.execute(ran::countDown);
      assertTrue(ran.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void whatIsSubmittedAfterTheSpinningWakesTheReactor() {
    var reactor = spinning(Duration.ofNanos(1));
    for (int i = 0; i < 100; i++) {
      settle(reactor);
    }
  }

  @Test
  void aTimerOfASpinningReactorRunsWhenItIsDue() throws InterruptedException {
    var reactor = spinning(LONG);
    var ran = new CountDownLatch(1);
    long begin = reactor.clock().nanoTime();
    long[] end = new long[1];
    reactor.schedule(
        Duration.ofMillis(20),
        () -> {
          end[0] = reactor.clock().nanoTime();
          ran.countDown();
        });
    settle(reactor);
    pass(Duration.ofMillis(20));
    assertTrue(ran.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertTrue(end[0] - begin >= Duration.ofMillis(20).toNanos());
  }

  @Test
  void bytesReachASpinningReactorAndComeBack() {
    var server = serve(spinning(SHORT), ListenOptions.DEFAULT, Recorder::new);
    var peer = server.connect();
    var protocol = server.next();
    for (int i = 1; i <= 50; i++) {
      peer.write("x");
      int count = i;
      assertSoon(count, protocol::size);
    }
    doOnTurn(server.reactor, () -> protocol.transport.write(bytes("answer")));
    assertEquals("answer", peer.readText(6));
  }

  @Test
  void aSpinningReactorStopsAtOnce() throws InterruptedException {
    var reactor = spinning(Duration.ofSeconds(1));
    reactor.stop();
    assertTrue(reactor.awaitStopped(PATIENCE));
  }

  @Test
  void aPassThatMayNotWaitDoesNotSpin() {
    var reactor = open(settings -> settings.spin(Duration.ofSeconds(1)));
    long begin = System.nanoTime();
    for (int i = 0; i < 2 * PATIENCE.toSeconds(); i++) {
      reactor.iterate(Duration.ZERO);
    }
    assertTrue(System.nanoTime() - begin < PATIENCE.toNanos());
  }

  @Test
  void aTimeThatMakesNoSenseIsRefused() {
    var settings = subject().builder();
    assertThrows(IllegalArgumentException.class, () -> settings.spin(Duration.ofNanos(-1)));
    assertThrows(IllegalArgumentException.class, () -> settings.spin(Duration.ofSeconds(2)));
  }
}

package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@TrigaTest
class VirtualTimeIsExactTest {
  private final List<String> order = new CopyOnWriteArrayList<>();

  private void note(MemoryReactor memory, String what) {
    order.add(what + " at " + memory.clock().now());
  }

  @Test
  void runForStopsAtEachTimerOnTheWay(MemoryReactor memory) {
    var reactor = memory.reactor();
    reactor.schedule(Duration.ofSeconds(2), () -> note(memory, "second"));
    reactor.schedule(
        Duration.ofSeconds(1),
        () -> {
          note(memory, "first");
          reactor.schedule(Duration.ofMillis(500), () -> note(memory, "added"));
        });
    memory.runFor(Duration.ofSeconds(2));
    assertThat(order).containsExactly("first at PT1S", "added at PT1.5S", "second at PT2S");
    assertThat(memory.clock().now()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void runForDoesNotGoFurther(MemoryReactor memory) {
    var call = memory.reactor().schedule(Duration.ofHours(1), () -> note(memory, "early"));
    memory.runFor(Duration.ofMinutes(59));
    assertThat(order).isEmpty();
    assertThat(call.dueIn()).isEqualTo(Duration.ofMinutes(1));
    call.cancel();
  }

  @Test
  void settlingLetsNoTimePass(MemoryReactor memory) {
    memory.reactor().execute(() -> memory.reactor().execute(() -> note(memory, "nested")));
    memory.settle();
    assertThat(order).containsExactly("nested at PT0S");
  }

  @Test
  void aRunningReactorJumpsFromTimerToTimer(MemoryReactor memory) {
    var reactor = memory.reactor();
    reactor.schedule(Duration.ofDays(365), reactor::stop);
    reactor.run();
    assertThat(memory.clock().now()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void endlessTimersAreNotWaitedForWithoutEnd(MemoryReactor memory) {
    var clock = memory.clock();
    assertThatThrownBy(
            () -> {
              for (long i = 1; ; i++) {
                clock.jumpTo(i);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("for ever");
  }

  @Test
  void workThatNeverEndsDoesNotSettle(MemoryReactor memory) {
    var reactor = memory.reactor();
    var again =
        new Runnable() {
          boolean spinning = true;

          @Override
          public void run() {
            if (spinning) {
              reactor.execute(this);
            }
          }
        };
    reactor.execute(again);
    assertThatThrownBy(memory::settle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has not settled");
    again.spinning = false;
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatThrownBy(() -> VirtualClock.manual().advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never goes back");
  }

  @Test
  void reactorsOnTwoThreadsKeepOneOrderOfTime(MemoryNetwork network) throws Exception {
    var times = new CopyOnWriteArrayList<Duration>();
    var left = new AtomicInteger(2);
    try (var one = MemoryReactor.open(network);
        var other = MemoryReactor.open(network)) {
      var reactors = List.of(one.reactor(), other.reactor());
      for (int i = 1; i <= 10; i++) {
        reactors.get(i % 2).schedule(Duration.ofSeconds(i), () -> times.add(network.clock().now()));
      }
      for (var reactor : reactors) {
        reactor.schedule(
            Duration.ofSeconds(20),
            () -> {
              if (left.decrementAndGet() == 0) {
                reactors.forEach(Reactor::stop);
              }
            });
      }
      reactors.forEach(Reactor::start);
      for (var reactor : reactors) {
        assertThat(reactor.awaitStopped(Duration.ofSeconds(10))).isTrue();
      }
    }
    assertThat(times).hasSize(10).isSorted();
  }

  @Test
  void aTimerIsNotMissedWhenTheClockMovesJustBeforeTheReactorSleeps() {
    var network = new MemoryNetwork(VirtualClock.manual());
    var moving = new MovingClock(network.clock(), 10);
    try (var memory = MemoryReactor.open(network, settings -> settings.clock(moving))) {
      var reactor = memory.reactor();
      var ran = reactor.deferLater(Duration.ofMillis(10)).toCompletableFuture();
      reactor.execute(moving::begin);
      reactor.start();
      assertThat(ran).succeedsWithin(Duration.ofSeconds(10));
      network.clock().letRun();
    }
  }

  /// Moves on by a millisecond after each of so many readings, as if another thread had done so
  /// just then.
  private static final class MovingClock implements ReactorClock {
    private final VirtualClock clock;
    private int movesLeft;
    private volatile boolean begun;

    MovingClock(VirtualClock clock, int moves) {
      this.clock = clock;
      this.movesLeft = moves;
    }

    void begin() {
      begun = true;
    }

    @Override
    public long nanoTime() {
      long now = clock.nanoTime();
      if (begun && movesLeft > 0) {
        movesLeft--;
        clock.advance(Duration.ofMillis(1));
      }
      return now;
    }

    @Override
    public boolean isVirtual() {
      return true;
    }
  }

  @Test
  void theSameProgramRunsTheSameWayTwice() {
    assertThat(trace()).isEqualTo(trace());
  }

  private static List<String> trace() {
    var events = new ArrayList<String>();
    var gen = new Gen(new Seed(42));
    try (var memory = MemoryReactor.open()) {
      for (int i = 0; i < 200; i++) {
        int number = i;
        memory
            .reactor()
            .schedule(
                gen.durationUpTo(Duration.ofSeconds(10)),
                () -> events.add(number + " at " + memory.clock().now()));
      }
      memory.runFor(Duration.ofSeconds(10));
    }
    return events;
  }
}

package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.reactor.LogEntry;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class LoopingCallTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// When calls came, and with how many slots: `time x slots`.
  private final List<String> calls = new ArrayList<>();

  private void note(MemoryReactor memory, long slots) {
    calls.add(memory.clock().now().toMillis() + " x " + slots);
  }

  @Test
  void callsComeOnTheGridWhateverTheyTake(MemoryReactor memory, Gen gen) {
    for (int round = 0; round < 50; round++) {
      calls.clear();
      long interval = gen.between(1, 20);
      boolean startsNow = gen.random().nextBoolean();
      var lengths = gen.list(30, () -> gen.between(0L, 3 * interval));
      long start = memory.clock().now().toMillis();
      var expected = new ArrayList<String>();
      long last = startsNow ? -1 : 0;
      long at = startsNow ? 0 : 1;
      for (long length : lengths) {
        expected.add(start + at * interval + " x " + (at - last));
        last = at;
        at = (at * interval + length) / interval + 1;
      }
      var loop =
          LoopingCall.of(
              memory.reactor(),
              slots -> {
                int number = calls.size();
                if (number == lengths.size()) {
                  return null; // The test is over.
                }
                note(memory, slots);
                return memory.reactor().deferLater(Duration.ofMillis(lengths.get(number)));
              });
      var every = Duration.ofMillis(interval);
      var result = startsNow ? loop.start(every) : loop.startLater(every);
      memory.runFor(Duration.ofMillis(5 * interval * (lengths.size() + 2)));
      loop.stop();
      memory.settle();
      assertThat(calls).isEqualTo(expected);
      assertThat(result.isSucceeded()).isTrue();
    }
  }

  @Test
  void theFirstCallComesInTheNextPassAndNotInsideStart(MemoryReactor memory) {
    var loop = LoopingCall.of(memory.reactor(), () -> note(memory, 1));
    loop.start(SECOND);
    assertThat(calls).isEmpty();
    memory.settle();
    assertThat(calls).containsExactly("0 x 1");
    loop.stop();
  }

  @Test
  void skippedPointsAreCounted(MemoryReactor memory) {
    var loop =
        LoopingCall.of(
            memory.reactor(),
            slots -> {
              note(memory, slots);
              return memory.reactor().deferLater(Duration.ofMillis(2500));
            });
    loop.start(SECOND);
    memory.runFor(Duration.ofSeconds(7));
    assertThat(calls).containsExactly("0 x 1", "3000 x 3", "6000 x 3");
    assertThat(loop.skipped()).isEqualTo(4);
    loop.stop();
    memory.runFor(Duration.ofSeconds(3));
  }

  @Test
  void intervalZeroCallsOnceInEveryPass(MemoryReactor memory) {
    var loops = new LoopingCall[1];
    loops[0] =
        LoopingCall.of(
            memory.reactor(),
            slots -> {
              note(memory, slots);
              return calls.size() == 5 ? loops[0].stop().thenRun(() -> {}) : null;
            });
    var result = loops[0].start(Duration.ZERO);
    memory.reactor().iterate(Duration.ZERO);
    assertThat(calls).hasSize(1);
    memory.reactor().iterate(Duration.ZERO);
    assertThat(calls).hasSize(2);
    result.cancel();
    memory.settle();
    assertThat(calls).hasSize(2);
  }

  @Test
  void stopWaitsForTheCallInProgress(MemoryReactor memory) {
    var work = new Deferred<String>(memory.reactor());
    var loop = LoopingCall.of(memory.reactor(), slots -> work);
    var result = loop.start(SECOND);
    memory.settle();
    var stopped = loop.stop();
    var again = loop.stop();
    memory.runFor(SECOND);
    assertThat(stopped.isDone()).isFalse();
    assertThat(loop.isRunning()).isTrue();
    work.succeed("written");
    memory.settle();
    assertThat(List.of(stopped, again, result)).allMatch(Deferred::isSucceeded);
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void theTaskMayStopItsLoop(MemoryReactor memory) {
    var loops = new LoopingCall[1];
    loops[0] =
        LoopingCall.of(
            memory.reactor(),
            () -> {
              note(memory, 1);
              loops[0].stop();
            });
    var result = loops[0].start(SECOND);
    memory.runFor(SECOND.multipliedBy(3));
    assertThat(calls).containsExactly("0 x 1");
    assertThat(result.isSucceeded()).isTrue();
  }

  @Test
  void aLoopThatHasEndedCanBeStartedAgain(MemoryReactor memory) {
    var loop = LoopingCall.of(memory.reactor(), () -> note(memory, 1));
    loop.startLater(SECOND);
    assertThat(loop.stop().isSucceeded()).isTrue();
    loop.startLater(SECOND);
    assertThatThrownBy(() -> loop.start(SECOND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stop() it before start()");
    memory.runFor(SECOND);
    assertThat(calls).containsExactly("1000 x 1");
    loop.stop();
  }

  @Test
  void resetBeginsANewGrid(MemoryReactor memory) {
    var loop = LoopingCall.of(memory.reactor(), slots -> nothingAfterNoting(memory, slots));
    assertThat(loop.reset()).isFalse();
    loop.start(SECOND);
    memory.runFor(Duration.ofMillis(1400));
    assertThat(loop.reset()).isTrue();
    memory.runFor(Duration.ofMillis(2000));
    assertThat(calls).containsExactly("0 x 1", "1000 x 1", "2400 x 1", "3400 x 1");
    loop.stop();
  }

  private Deferred<Void> nothingAfterNoting(MemoryReactor memory, long slots) {
    note(memory, slots);
    return Deferred.succeeded(null);
  }

  @Test
  void aFailureEndsTheLoopAndIsItsResult(MemoryReactor memory) {
    var loop =
        LoopingCall.of(
            memory.reactor(),
            slots -> {
              note(memory, slots);
              throw new IOException("disk full");
            });
    var result = loop.start(SECOND);
    result.handle((value, failure) -> null);
    memory.runFor(SECOND.multipliedBy(3));
    assertThat(calls).hasSize(1);
    assertThat(result.failureNow()).hasMessage("disk full");
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void aLoopDoesNotDieSilently(MemoryReactor memory, ReportedFailures failures) {
    LoopingCall.of(memory.reactor(), slots -> Deferred.failed(new IOException("disk full")))
        .start(SECOND);
    memory.runFor(SECOND.multipliedBy(3));
    assertThat(failures.take())
        .singleElement()
        .extracting(LogEntry::error)
        .asString()
        .contains("disk full");
  }

  @Test
  void withAPolicyItReportsAndGoesOn(MemoryReactor memory, ReportedFailures failures) {
    var loop =
        LoopingCall.of(
                memory.reactor(),
                slots -> {
                  note(memory, slots);
                  throw new IOException("disk full");
                })
            .onFailure(Backoff.NONE);
    loop.start(SECOND);
    memory.runFor(SECOND.multipliedBy(2));
    assertThat(calls).containsExactly("0 x 1", "1000 x 1", "2000 x 1");
    assertThat(failures.take()).hasSize(3);
    loop.stop();
  }

  @Test
  void afterFailuresItStaysOnItsGridButComesLater(MemoryReactor memory, ReportedFailures failures) {
    var loop =
        LoopingCall.of(
                memory.reactor(),
                slots -> {
                  note(memory, slots);
                  if (calls.size() != 4) {
                    throw new IOException("broken");
                  }
                  return null;
                })
            .onFailure(Backoff.exponential(Duration.ofMillis(1500), Duration.ofMinutes(1)));
    loop.start(SECOND);
    memory.runFor(SECOND.multipliedBy(15));
    assertThat(calls)
        .containsExactly("0 x 1", "2000 x 2", "5000 x 3", "11000 x 6", "12000 x 1", "14000 x 2");
    failures.take();
    loop.stop();
  }

  @Test
  void whenThePolicyGivesUpTheLoopEnds(MemoryReactor memory, ReportedFailures failures) {
    var loop =
        LoopingCall.of(memory.reactor(), slots -> Deferred.failed(new IOException("call " + slots)))
            .onFailure(Backoff.NONE.maxAttempts(3));
    var result = loop.start(SECOND);
    result.handle((value, failure) -> null);
    memory.runFor(SECOND.multipliedBy(9));
    assertThat(result.failureNow()).isInstanceOf(IOException.class);
    assertThat(failures.take()).hasSize(2);
  }

  @Test
  void aPolicyThatThrowsEndsTheLoop(MemoryReactor memory) {
    var policy =
        Backoff.NONE.retryIf(failure -> {
          throw new IllegalStateException("no idea");
        });
    var loop =
        LoopingCall.of(memory.reactor(), slots -> Deferred.failed(new IOException("broken")));
    var result = loop.onFailure(policy).start(SECOND);
    result.handle((value, failure) -> null);
    memory.runFor(SECOND.multipliedBy(3));
    assertThat(result.failureNow()).hasMessage("no idea");
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void cancellingTheResultCancelsTheCallInProgress(MemoryReactor memory) {
    var work = new Deferred<String>(memory.reactor());
    var loop = LoopingCall.of(memory.reactor(), slots -> work);
    var result = loop.start(SECOND);
    memory.settle();
    assertThat(result.cancel()).isTrue();
    memory.settle();
    assertThat(work.isCancelled()).isTrue();
    assertThat(loop.isRunning()).isFalse();
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void theLongestIntervalIsAccepted(MemoryReactor memory) {
    var loop = LoopingCall.of(memory.reactor(), slots -> nothingAfterNoting(memory, slots));
    loop.start(Duration.ofSeconds(Long.MAX_VALUE));
    memory.runFor(Duration.ofDays(1000));
    assertThat(calls).containsExactly("0 x 1");
    loop.stop();
    assertThatThrownBy(() -> loop.start(Duration.ofMillis(-1))).hasMessageContaining("PT-0.001S");
  }
}

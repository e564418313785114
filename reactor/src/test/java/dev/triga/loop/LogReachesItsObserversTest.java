package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.triga.reactor.Halt;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogFilter;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.LogObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogReachesItsObserversTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final ManualTurn turn = new ManualTurn();
  private final List<String> seen = new ArrayList<>();
  private NamedLog log;

  @BeforeEach
  void withoutTheSystemLogger() {
    Log.defaultObserver(entry -> {});
    log = NamedLog.ofReactor("r", turn, InstantSource.fixed(NOON));
  }

  @AfterEach
  void restoreTheDefault() {
    Log.defaultObserver(Log.systemLogger());
  }

  private void see(LogEntry entry) {
    seen.add(entry.name() + " " + entry.message());
  }

  @Test
  void anObserverIsNeverCalledInsideTheCallThatLogs() {
    log.observe(this::see);
    log.info("one");
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of("r one"), seen);
  }

  @Test
  void entriesOfChildrenPassThroughTheirParents() {
    log.observe(this::see);
    log.child("http").child("session").warning("slow");
    turn.run();
    assertEquals(List.of("r.http.session slow"), seen);
  }

  @Test
  void anObserverOfAChildHearsNothingOfItsParent() {
    Log child = log.child("http");
    child.observe(this::see);
    log.info("for all");
    child.info("for one");
    turn.run();
    assertEquals(List.of("r.http for one"), seen);
  }

  @Test
  void aLevelThatIsOffMakesNoMessage() {
    log.debug(() -> fail("made a message for nobody"));
    log.level(LogLevel.ERROR);
    log.child("c").warning(() -> fail("made a message for nobody"));
    assertEquals(List.of(), log.history());
  }

  @Test
  void aChildMayHaveALevelOfItsOwn() {
    Log child = log.child("c");
    child.level(LogLevel.DEBUG);
    child.debug("in");
    log.debug("out");
    assertEquals(List.of("in"), messages(log));
    assertEquals(LogLevel.DEBUG, child.child("below").level());
  }

  @Test
  void allFiltersHaveToAgree() {
    var first = log.filter(LogFilter.atLeast(LogLevel.WARNING));
    log.filter(entry -> !entry.message().contains("secret"));
    log.info("too low");
    log.warning("secret");
    log.warning("kept");
    assertTrue(first.cancel());
    assertFalse(first.cancel());
    log.info("kept too");
    assertEquals(List.of("kept", "kept too"), messages(log));
  }

  @Test
  void aFilterOfAParentHoldsForItsChildren() {
    log.filter(LogFilter.atLeast(LogLevel.ERROR, "r.noisy"));
    log.child("noisy").warning("dropped");
    log.child("noisy").child("deep").warning("dropped");
    log.child("noisyToo").warning("kept");
    assertEquals(List.of("kept"), messages(log));
  }

  @Test
  void aFilterThatThrowsIsTakenOffAndReported() {
    log.filter(entry -> {
      throw new IllegalStateException("broken filter");
    });
    log.info("kept all the same");
    log.info("and this");
    assertEquals(3, log.history().size());
    assertEquals(LogLevel.ERROR, log.history().get(0).level());
  }

  @Test
  void anObserverHearsOnlyOfEntriesLoggedAfterItCame() {
    log.info("before");
    log.observe(this::see);
    log.info("after");
    turn.run();
    assertEquals(List.of("r after"), seen);
  }

  @Test
  void aCancelledObserverHearsNothingMore() {
    var registration = log.observe(this::see);
    log.info("waiting");
    assertTrue(registration.cancel());
    assertFalse(registration.cancel());
    turn.run();
    assertEquals(List.of(), seen);
  }

  @Test
  void aBrokenObserverIsReportedToTheOthersAndDropped() {
    var calls = new ArrayList<LogEntry>();
    log.observe(entry -> {
      calls.add(entry);
      throw new IllegalStateException("disk full");
    });
    log.observe(this::see);
    log.info("one");
    log.info("two");
    turn.run();
    assertEquals(1, calls.size());
    assertEquals(3, seen.size());
    assertTrue(seen.get(2).contains("LogReachesItsObserversTest"), seen.get(2));
    assertTrue(seen.get(2).contains("failed and was taken off"), seen.get(2));
  }

  @Test
  void haltPassesThroughAndTheRestIsStillDelivered() {
    var registration =
        log.observe(entry -> {
          throw new Halt("enough");
        });
    log.info("one");
    log.info("two");
    assertThrows(Halt.class, turn::run);
    registration.cancel();
    log.observe(this::see);
    log.info("three");
    turn.run();
    assertEquals(List.of("r three"), seen);
  }

  @Test
  void observersThatLogDoNotGoRoundForEver() {
    log.observe(entry -> {
      seen.add("a:" + entry.message());
      log.info("a-" + entry.message());
    });
    log.observe(entry -> {
      seen.add("b:" + entry.message());
      log.info("b-" + entry.message());
    });
    log.info("x");
    turn.run();
    assertEquals(List.of("a:x", "b:x", "b:a-x", "a:b-x"), seen);
    assertEquals(5, log.history().size());
  }

  @Test
  void theHistoryKeepsTheLastThousand() {
    for (int i = 0; i < 1_234; i++) {
      log.info("" + i);
    }
    assertEquals(IntStream.range(234, 1_234).mapToObj(i -> "" + i).toList(), messages(log));
  }

  @Test
  void afterTheStopEntriesAreDeliveredByWhoeverLogs() {
    log.observe(this::see);
    turn.stop();
    for (int i = 0; i < 600; i++) {
      log.info("late");
    }
    assertEquals(600, seen.size());
  }

  @Test
  void aLongQueueIsDeliveredInTheCallAfterTheStopWithAFlatStack() {
    log.observe(this::see);
    for (int i = 0; i < 100_000; i++) {
      log.info("waiting");
    }
    turn.stop();
    turn.run();
    assertEquals(100_000, seen.size());
  }

  @Test
  void entriesOfManyThreadsReachObserversInTheOrderOfTheHistory() throws InterruptedException {
    log.observe(this::see);
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 4; t++) {
      int number = t;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  log.info(number + ":" + i);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    turn.run();
    assertEquals(log.history().stream().map(entry -> "r " + entry.message()).toList(), seen);
    for (int t = 0; t < 4; t++) {
      String mine = "r " + t + ":";
      assertEquals(
          IntStream.range(0, 200).mapToObj(i -> mine + i).toList(),
          seen.stream().filter(line -> line.startsWith(mine)).toList());
    }
  }

  @Test
  void urgentEntriesReachObserversForAnyThreadAtOnceAndEachOnlyOnce() {
    var quick = new ArrayList<String>();
    log.observe(
        new LogObserver() {
          @Override
          public void observe(LogEntry entry) {
            quick.add(entry.message());
          }

          @Override
          public boolean isForAnyThread() {
            return true;
          }
        });
    log.observe(this::see);
    log.warnAtOnce("stuck", new Throwable());
    assertEquals(List.of("stuck"), quick);
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of("stuck"), quick);
    assertEquals(List.of("r stuck"), seen);
  }

  @Test
  void logsCanBeStacked() {
    var upper = NamedLog.ofReactor("upper", turn, InstantSource.fixed(NOON));
    log.observe(upper::publish);
    log.info("below");
    turn.run();
    assertSame(log.history().getFirst(), upper.history().getFirst());
  }

  @Test
  void theDefaultObserverIsThatOfTheTimeTheReactorWasOpened() {
    Log.defaultObserver(this::see);
    var later = NamedLog.ofReactor("later", turn, InstantSource.fixed(NOON));
    log.info("not seen");
    later.info("seen");
    turn.run();
    assertEquals(List.of("later seen"), seen);
  }

  @Test
  void aChildNeedsAName() {
    assertThrows(IllegalArgumentException.class, () -> log.child(" "));
  }

  private static List<String> messages(Log log) {
    return log.history().stream().map(LogEntry::message).toList();
  }
}

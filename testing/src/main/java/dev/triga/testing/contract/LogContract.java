package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogFilter;
import dev.triga.reactor.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The reactor's log.
abstract class LogContract extends Contract {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  LogContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private void note(LogEntry entry) {
    seen.add(entry.message());
  }

  @Test
  void entriesReachObserversOnTheTurn() {
    var reactor = started();
    var onTurn = new CopyOnWriteArrayList<Boolean>();
    reactor.log().observe(entry -> onTurn.add(reactor.isOnTurn()));
    reactor.log().info("from another thread");
    assertSoon(List.of(true), () -> List.copyOf(onTurn));
  }

  @Test
  void entriesOfAThreadKeepTheirOrder() {
    var reactor = started();
    reactor.log().observe(this::note);
    var expected = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      expected.add("entry " + i);
      reactor.log().info("entry " + i);
    }
    assertSoon(expected, () -> List.copyOf(seen));
  }

  @Test
  void observingIsNeverInsideTheCallThatLogs() {
    var reactor = started();
    reactor.log().observe(this::note);
    doOnTurn(
        reactor,
        () -> {
          reactor.log().info("logged");
          assertEquals(List.of(), seen);
        });
    assertSoon(List.of("logged"), () -> List.copyOf(seen));
  }

  @Test
  void entriesBelowTheLevelAreDropped() {
    var reactor = started();
    reactor.log().observe(this::note);
    reactor.log().debug("too little");
    reactor.log().info("enough");
    assertSoon(List.of("enough"), () -> List.copyOf(seen));
    assertFalse(reactor.log().isEnabled(LogLevel.DEBUG));
  }

  @Test
  void theLevelCanBeChanged() {
    var reactor = started();
    reactor.log().observe(this::note);
    reactor.log().level(LogLevel.DEBUG);
    reactor.log().debug("now wanted");
    assertSoon(List.of("now wanted"), () -> List.copyOf(seen));
  }

  @Test
  void aMessageThatNobodyWantsIsNotEvenMade() {
    var made = new AtomicBoolean();
    open()
        .log()
        .debug(() -> {
          made.set(true);
          return "expensive";
        });
    assertFalse(made.get());
  }

  @Test
  void aChildsEntriesPassThroughItsParent() {
    var reactor = started();
    var names = new CopyOnWriteArrayList<String>();
    reactor.log().observe(entry -> names.add(entry.name()));
    reactor.log().child("http").child("router").info("routed");
    assertSoon(List.of(reactor.log().name() + ".http.router"), () -> List.copyOf(names));
  }

  @Test
  void aFilterDecidesWhatIsKept() {
    var reactor = started();
    reactor.log().observe(this::note);
    var filter = reactor.log().filter(LogFilter.atLeast(LogLevel.WARNING));
    reactor.log().info("filtered");
    reactor.log().warning("kept");
    filter.cancel();
    reactor.log().info("kept too");
    assertSoon(List.of("kept", "kept too"), () -> List.copyOf(seen));
  }

  @Test
  void aCancelledObserverHearsNothing() {
    var reactor = started();
    var registration = reactor.log().observe(this::note);
    assertTrue(registration.cancel());
    reactor.log().info("unheard");
    settle(reactor);
    assertEquals(List.of(), seen);
  }

  @Test
  void aBrokenObserverIsReportedToTheOthersAndTakenOff() {
    var reactor = started();
    var calls = new CopyOnWriteArrayList<String>();
    reactor
        .log()
        .observe(entry -> {
          calls.add(entry.message());
          throw new IllegalStateException("observer broke");
        });
    reactor.log().info("one");
    reactor.log().info("two");
    assertSoon(List.of("one"), () -> List.copyOf(calls));
    eventually("the others hear of it", () -> !failures().list().isEmpty());
    settle(reactor);
    assertEquals(List.of("one"), calls);
    var ignored = failures().take();
  }

  @Test
  void theHistoryHasTheLastEntries() {
    var reactor = started();
    for (int i = 0; i < 1_100; i++) {
      reactor.log().info("entry " + i);
    }
    assertSoon(1_000, () -> reactor.log().history().size());
    assertSoon("entry 1099", () -> reactor.log().history().getLast().message());
    assertEquals("entry 100", reactor.log().history().getFirst().message());
  }

  @Test
  void entriesAfterStopAreStillDelivered() {
    var reactor = started();
    reactor.log().observe(this::note);
    reactor.close();
    reactor.log().info("epilogue");
    assertSoon(true, () -> seen.contains("epilogue"));
  }

  @Test
  void entriesBeforeTheRunWaitForIt() {
    var reactor = open();
    reactor.log().observe(this::note);
    reactor.log().info("prologue");
    reactor.start();
    assertSoon(true, () -> seen.contains("prologue"));
  }

  @Test
  void anEntryHasItsError() {
    var reactor = started();
    var broken = new IllegalStateException("cause");
    reactor.log().warning("it broke", broken);
    assertSoon(
        broken, () -> reactor.log().history().isEmpty() ? "" : lastError(reactor.log().history()));
  }

  private static Object lastError(List<LogEntry> history) {
    var error = history.getLast().error();
    return error == null ? "" : error;
  }
}

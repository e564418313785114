package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescriptorsAreWatchedTest {
  private static final Descriptor ONE = Descriptor.of(11);
  private static final Descriptor TWO = Descriptor.of(12);

  private final ManualTurn turn = new ManualTurn();
  private final NamedLog log = NamedLog.ofReactor("r", turn, InstantSource.system());
  private final FakeWatches driver = new FakeWatches();
  private final DescriptorTable table = new DescriptorTable(turn, turn, log, driver.asDriver());
  private final List<String> calls = new ArrayList<>();

  @Test
  void readersAndWritersAreCalledEachForItsCondition() {
    table.addReader(ONE, () -> calls.add("read"));
    assertEquals("r", driver.interest(ONE));
    table.addWriter(ONE, () -> calls.add("write"));
    assertEquals("rw", driver.interest(ONE));
    driver.sink(ONE).readable();
    driver.sink(ONE).writable();
    assertEquals(List.of("read", "write"), calls);
    assertEquals(1, driver.opened);
  }

  @Test
  void addingAgainReplacesTheAction() {
    table.addReader(ONE, () -> calls.add("old"));
    table.addReader(ONE, () -> calls.add("new"));
    driver.sink(ONE).readable();
    assertEquals(List.of("new"), calls);
  }

  @Test
  void removingTellsWhetherThereWasOneAndTheLastEndsTheWatch() {
    table.addReader(ONE, () -> {});
    table.addWriter(ONE, () -> {});
    assertTrue(table.removeReader(ONE));
    assertFalse(table.removeReader(ONE));
    assertEquals("w", driver.interest(ONE));
    assertTrue(table.removeWriter(ONE));
    assertFalse(table.removeWriter(ONE));
    assertEquals(List.of(ONE), driver.closed);
    assertFalse(table.removeReader(TWO));
  }

  @Test
  void eventsCollectedBeforeARemovalAreNotDelivered() {
    table.addReader(ONE, () -> calls.add("read"));
    WatchSink sink = driver.sink(ONE);
    table.removeReader(ONE);
    sink.readable();
    assertEquals(List.of(), calls);
  }

  @Test
  void anActionThatThrowsIsReportedAndItsRegistrationEnded() {
    table.addReader(
        ONE,
        () -> {
          throw new IllegalStateException("broken");
        });
    table.addWriter(ONE, () -> calls.add("write"));
    driver.sink(ONE).readable();
    assertEquals(List.of("reader: broken"), turn.failures);
    assertEquals("w", driver.interest(ONE));
    assertEquals(Set.of(), table.readers());
    assertEquals(Set.of(ONE), table.writers());
  }

  @Test
  void anActionThatReplacesItselfAndThenThrowsKeepsItsSuccessor() {
    table.addReader(
        ONE,
        () -> {
          table.addReader(ONE, () -> calls.add("successor"));
          throw new IllegalStateException("broken");
        });
    driver.sink(ONE).readable();
    driver.sink(ONE).readable();
    assertEquals(List.of("successor"), calls);
  }

  @Test
  void removeAllReturnsWhatWasThere() {
    table.addReader(ONE, () -> {});
    table.addWriter(TWO, () -> {});
    assertEquals(Set.of(ONE, TWO), table.removeAll());
    assertEquals(Set.of(), table.removeAll());
    assertEquals(Set.of(ONE, TWO), Set.copyOf(driver.closed));
  }

  @Test
  void aDescriptorThatIsGoneIsForgottenWithALogLine() {
    table.addReader(ONE, () -> {});
    driver.sink(ONE).gone("it was closed");
    assertEquals(Set.of(), table.readers());
    assertTrue(log.history().getFirst().message().contains("no longer watched: it was closed"));
    table.addReader(ONE, () -> {});
    assertEquals(2, driver.opened);
  }

  @Test
  void aNumberThatWasClosedAndGivenAwayAgainIsWatchedAnew() {
    table.addWriter(ONE, () -> calls.add("stale"));
    driver.failNextInterest = true;
    table.addReader(ONE, () -> calls.add("fresh"));
    assertEquals(2, driver.opened);
    assertEquals("r", driver.interest(ONE));
    assertEquals(Set.of(), table.writers());
  }

  @Test
  void whatTheDriverCannotWatchIsRefusedAndLeavesNothing() {
    driver.refusal = Availability.no("it watches channels only");
    var e = assertThrows(IllegalArgumentException.class, () -> table.addReader(ONE, () -> {}));
    assertTrue(String.valueOf(e.getMessage()).contains("it watches channels only"));
    assertEquals(Set.of(), table.readers());
    assertEquals(0, table.count());
  }

  /// The part of a driver that watches.
  private static final class FakeWatches {
    private final Map<Descriptor, WatchSink> sinks = new HashMap<>();
    private final Map<Descriptor, String> interests = new HashMap<>();
    final List<Descriptor> closed = new ArrayList<>();
    Availability refusal = Availability.YES;
    boolean failNextInterest;
    int opened;

    Driver asDriver() {
      return (Driver)
          Proxy.newProxyInstance(
              Driver.class.getClassLoader(),
              new Class<?>[] {Driver.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "watchable" -> refusal;
                    case "watch" -> watch((Descriptor) args[0], (WatchSink) args[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private WatchHandle watch(Descriptor descriptor, WatchSink sink) {
      opened++;
      sinks.put(descriptor, sink);
      return new WatchHandle() {
        @Override
        public void interest(boolean read, boolean write) {
          if (failNextInterest) {
            failNextInterest = false;
            throw new IllegalArgumentException("not open");
          }
          interests.put(descriptor, (read ? "r" : "") + (write ? "w" : ""));
        }

        @Override
        public void close() {
          closed.add(descriptor);
        }
      };
    }

    String interest(Descriptor descriptor) {
      return interests.get(descriptor);
    }

    WatchSink sink(Descriptor descriptor) {
      return sinks.get(descriptor);
    }
  }
}

package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Halt;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Registration;
import dev.triga.reactor.Signal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalsReachTheirHandlersTest {
  private final ManualTurn turn = new ManualTurn();
  private final NamedLog log = NamedLog.ofReactor("r", turn, InstantSource.system());
  private final FakeSource source = new FakeSource();
  private final SignalHub hub = new SignalHub(source);
  private final List<String> calls = new ArrayList<>();
  private final List<Halt> halts = new ArrayList<>();
  private final SignalTable signals = table();

  private SignalTable table() {
    return new SignalTable("r", turn, turn, log, () -> calls.add("stop"), halts::add, hub);
  }

  @Test
  void handlersRunOnTheTurnInOrder() {
    signals.on(Signal.HUP, signal -> calls.add("1 " + signal));
    signals.on(Signal.HUP, signal -> calls.add("2 " + signal));
    source.arrive(Signal.HUP);
    assertEquals(List.of(), calls);
    turn.run();
    assertEquals(List.of("1 HUP", "2 HUP"), calls);
  }

  @Test
  void aSignalGoesToEveryReactorThatAskedAndIsInstalledOnce() {
    SignalTable other = table();
    signals.on(Signal.USR1, signal -> calls.add("one"));
    Registration second = other.on(Signal.USR1, signal -> calls.add("other"));
    assertEquals(1, source.installs);
    source.arrive(Signal.USR1);
    turn.run();
    assertEquals(List.of("one", "other"), calls);
    second.cancel();
    assertTrue(source.has(Signal.USR1));
    signals.close();
    assertFalse(source.has(Signal.USR1));
  }

  @Test
  void theDispositionIsRestoredWhenTheLastHandlerLeaves() {
    Registration one = signals.on(Signal.HUP, signal -> {});
    Registration two = signals.on(Signal.HUP, signal -> {});
    assertTrue(one.cancel());
    assertFalse(one.cancel());
    assertTrue(source.has(Signal.HUP));
    assertTrue(two.cancel());
    assertFalse(source.has(Signal.HUP));
  }

  @Test
  void aHandlerThatThrowsIsReportedAndTheOthersRun() {
    signals.on(
        Signal.HUP,
        signal -> {
          throw new IllegalStateException("broken");
        });
    signals.on(Signal.HUP, signal -> calls.add("next"));
    signals.raise(Signal.HUP);
    turn.run();
    assertEquals(List.of("next"), calls);
    assertEquals(List.of("handler of signal HUP: broken"), turn.failures);
  }

  @Test
  void aHandlerMayCancelAnotherThatHasNotRun() {
    var others = new ArrayList<Registration>();
    signals.on(Signal.HUP, signal -> others.forEach(Registration::cancel));
    others.add(signals.on(Signal.HUP, signal -> calls.add("cancelled")));
    signals.raise(Signal.HUP);
    turn.run();
    assertEquals(List.of(), calls);
  }

  @Test
  void byDefaultTermAndIntStopAtOnceAlsoWhileTheTurnIsBusy() {
    signals.installDefaults();
    source.arrive(Signal.TERM);
    source.arrive(Signal.INT);
    assertEquals(List.of("stop", "stop"), calls);
    assertEquals(List.of(), halts);
  }

  @Test
  void aSecondIntHaltsWith130AndAThirdIsTheJvmsOwn() {
    signals.installDefaults();
    source.arrive(Signal.INT);
    source.arrive(Signal.INT);
    assertEquals(130, halts.getFirst().exitCode());
    assertFalse(source.has(Signal.INT));
    assertTrue(source.has(Signal.TERM));
  }

  @Test
  void aHandlerReplacesTheDefaultWhileItIsThere() {
    signals.installDefaults();
    Registration own = signals.on(Signal.INT, signal -> calls.add("own"));
    source.arrive(Signal.INT);
    source.arrive(Signal.INT);
    turn.run();
    assertEquals(List.of("own", "own"), calls);
    own.cancel();
    source.arrive(Signal.INT);
    assertEquals(List.of("own", "own", "stop"), calls);
  }

  @Test
  void withoutDefaultsNothingIsInstalled() {
    signals.withoutDefaults();
    signals.installDefaults();
    assertFalse(source.has(Signal.INT));
    signals.raise(Signal.INT);
    turn.run();
    assertEquals(List.of(), calls);
  }

  @Test
  void removingTheDefaultsKeepsTheHandlers() {
    signals.installDefaults();
    signals.on(Signal.INT, signal -> calls.add("own"));
    signals.removeDefaults();
    assertTrue(source.has(Signal.INT));
    assertFalse(source.has(Signal.TERM));
  }

  @Test
  void raisingWithoutAHandlerDoesTheDefaultInALaterPass() {
    signals.raise(Signal.TERM);
    signals.raise(Signal.HUP);
    assertEquals(List.of(), calls);
    turn.run();
    assertEquals(List.of("stop"), calls);
  }

  @Test
  void aSignalThatCannotBeHadIsRefusedWithOneLogLine() {
    source.refusal = "signal USR2 cannot be had: no";
    var e =
        assertThrows(
            UnsupportedOperationException.class, () -> signals.on(Signal.USR2, signal -> {}));
    assertEquals("signal USR2 cannot be had: no", e.getMessage());
    assertEquals(
        List.of("signal USR2 cannot be had: no"),
        log.history().stream().map(LogEntry::message).toList());
  }

  @Test
  void aDefaultThatCannotBeHadDoesNotKeepTheReactorFromRunning() {
    source.refusal = "ignored";
    signals.installDefaults();
    signals.removeDefaults();
    assertEquals(2, log.history().size());
  }

  @Test
  void afterTheEndHandlersAreRefusedAndSignalsForgotten() {
    Registration handler = signals.on(Signal.HUP, signal -> calls.add("late"));
    source.arrive(Signal.HUP);
    signals.close();
    turn.run();
    assertEquals(List.of(), calls);
    assertFalse(handler.cancel());
    assertThrows(ReactorStoppedException.class, () -> signals.on(Signal.HUP, signal -> {}));
  }

  private static final class FakeSource implements SignalSource {
    private final Map<Signal, Runnable> installed = new EnumMap<>(Signal.class);
    String refusal = "";
    int installs;

    @Override
    public Runnable install(Signal signal, Runnable action) {
      if (!refusal.isEmpty()) {
        throw new UnsupportedOperationException(refusal);
      }
      installs++;
      installed.put(signal, action);
      return () -> installed.remove(signal);
    }

    boolean has(Signal signal) {
      return installed.containsKey(signal);
    }

    void arrive(Signal signal) {
      installed.get(signal).run();
    }
  }
}

package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.Signal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Signal actions, fired by hand: what the system does is tested where it can be asked.
abstract class SignalsContract extends Contract {
  private final List<String> order = new CopyOnWriteArrayList<>();

  SignalsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void aRaisedSignalRunsItsActionOnTheTurn() {
    var reactor = started();
    reactor.signals().on(Signal.HUP, signal -> order.add(signal + " " + reactor.isOnTurn()));
    reactor.signals().raise(Signal.HUP);
    assertSoon(List.of("HUP true"), () -> List.copyOf(order));
  }

  @Test
  void raiseIsNeverSynchronous() {
    var reactor = started();
    reactor.signals().on(Signal.HUP, signal -> order.add("action"));
    doOnTurn(
        reactor,
        () -> {
          reactor.signals().raise(Signal.HUP);
          order.add("raised");
        });
    assertSoon(List.of("raised", "action"), () -> List.copyOf(order));
  }

  @Test
  void allActionsOfASignalRunInOrder() {
    var reactor = started();
    reactor.signals().on(Signal.WINCH, signal -> order.add("1"));
    reactor.signals().on(Signal.WINCH, signal -> order.add("2"));
    reactor.signals().raise(Signal.WINCH);
    assertSoon(List.of("1", "2"), () -> List.copyOf(order));
  }

  @Test
  void anActionRunsEachTime() {
    var reactor = started();
    reactor.signals().on(Signal.HUP, signal -> order.add("again"));
    reactor.signals().raise(Signal.HUP);
    reactor.signals().raise(Signal.HUP);
    assertSoon(List.of("again", "again"), () -> List.copyOf(order));
  }

  @Test
  void anotherSignalIsNotTheirs() {
    var reactor = started();
    reactor.signals().on(Signal.HUP, signal -> order.add("wrong"));
    reactor.signals().on(Signal.WINCH, signal -> order.add("right"));
    reactor.signals().raise(Signal.WINCH);
    assertSoon(List.of("right"), () -> List.copyOf(order));
  }

  @Test
  void aCancelledActionDoesNotRun() {
    var reactor = started();
    var registration = reactor.signals().on(Signal.HUP, signal -> order.add("cancelled"));
    assertTrue(registration.cancel());
    assertFalse(registration.cancel());
    reactor.signals().on(Signal.HUP, signal -> order.add("other"));
    reactor.signals().raise(Signal.HUP);
    assertSoon(List.of("other"), () -> List.copyOf(order));
  }

  @Test
  void anActionThatThrowsIsReportedAndTheOthersRun() {
    var reactor = started();
    reactor
        .signals()
        .on(
            Signal.HUP,
            signal -> {
              throw new IllegalStateException("action broke");
            });
    reactor.signals().on(Signal.HUP, signal -> order.add("other"));
    reactor.signals().raise(Signal.HUP);
    assertSoon(List.of("other"), () -> List.copyOf(order));
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void anActionMayStopTheReactor() throws Exception {
    var reactor = started();
    reactor.signals().on(Signal.TERM, signal -> reactor.stop());
    reactor.signals().raise(Signal.TERM);
    assertTrue(reactor.awaitStopped(PATIENCE));
  }

  @Test
  void actionsOfSeveralReactorsAreIndependent() {
    Reactor one = started();
    Reactor other = started();
    one.signals().on(Signal.HUP, signal -> order.add("one"));
    other.signals().on(Signal.HUP, signal -> order.add("other"));
    one.signals().raise(Signal.HUP);
    assertSoon(List.of("one"), () -> List.copyOf(order));
    settle(other);
    assertEquals(List.of("one"), order);
  }
}

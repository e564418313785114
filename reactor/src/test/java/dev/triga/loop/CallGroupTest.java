package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.CallGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallGroupTest {
  private final ManualHome home = new ManualHome();
  private final TimerQueue queue = new TimerQueue(home);
  private final CallGroup group = new CallGroup("session");
  private final List<Object> ran = new ArrayList<>();

  private TimerCall schedule(long due, Runnable task, CallGroup member) {
    TimerCall call = new TimerCall(queue, due, task, member);
    assertTrue(queue.schedule(call));
    return call;
  }

  @Test
  void cancelsItsCallsAndNoOthers() {
    TimerCall inside = schedule(1, () -> ran.add("inside"), group);
    TimerCall outside = schedule(1, () -> ran.add("outside"), new CallGroup("other"));
    assertEquals(1, group.cancelAll());
    assertTrue(inside.isCancelled());
    assertTrue(outside.isPending());
    ManualHome.runDue(queue, 1, 10);
    assertEquals(List.of("outside"), ran);
    assertEquals(0, group.cancelAll());
  }

  @Test
  void cancelsLaterCallsOfTheBatchThatIsRunning() {
    schedule(1, () -> ran.add(group.cancelAll()), group);
    schedule(1, () -> ran.add("later"), group);
    assertEquals(1, ManualHome.runDue(queue, 1, 10));
    assertEquals(List.of(1), ran);
  }

  @Test
  void findsACallThatAnotherThreadHasJustScheduled() {
    home.elsewhere(() -> {
      schedule(0, () -> ran.add("x"), group);
      assertEquals(1, group.cancelAll());
    });
    home.deliver();
    assertEquals(0, ManualHome.runDue(queue, 10, 10));
  }

  @Test
  void isLeftByCallsThatRunOrAreCancelled() {
    schedule(1, () -> ran.add(group.size()), group);
    TimerCall cancelled = schedule(2, () -> {}, group);
    assertEquals(2, group.size());
    cancelled.cancel();
    assertEquals(1, group.size());
    ManualHome.runDue(queue, 1, 10);
    assertEquals(List.of(0), ran);
  }

  @Test
  void takesCallsThatAreScheduledAlreadyButOfNoOtherGroup() {
    TimerCall call = new TimerCall(queue, 5, () -> {}, null);
    queue.schedule(call);
    assertTrue(group.add(call));
    assertTrue(group.add(call));
    CallGroup other = new CallGroup("other");
    assertThrows(IllegalStateException.class, () -> other.add(call));
    assertTrue(group.remove(call));
    assertFalse(group.remove(call));
    assertTrue(other.add(call));
    assertEquals(0, group.cancelAll());
    assertEquals(1, other.cancelAll());
    assertFalse(group.add(call));
    assertEquals(0, group.size());
  }
}

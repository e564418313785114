package dev.triga.loop;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One call that other threads cancel, move and hurry while the loop looks whether it is due.
@Tag("lincheck")
public class TimerCallInterleavingsTest {
  private static final long NOW = 10;

  /// The turn is known by a flag that only the loop's operation sets, because the operations of the
  /// other threads all run elsewhere.
  private static final class Home implements TimerHome {
    private volatile Thread turn = Thread.currentThread();

    @Override
    @SuppressWarnings("ReferenceEquality") // A thread is only equal to itself.
    public boolean isOnTurn() {
      return Thread.currentThread() == turn;
    }

    @Override
    public long now() {
      return NOW;
    }

    @Override
    public void post(Runnable message) {}
  }

  private final Home home = new Home();
  private final TimerQueue queue = new TimerQueue(home);
  private int runs;
  private final TimerCall call = new TimerCall(queue, NOW, () -> runs++, null);

  public TimerCallInterleavingsTest() {
    queue.schedule(call);
    home.turn = null;
  }

  @Operation
  public boolean cancel() {
    return call.cancel();
  }

  @Operation
  public boolean later() {
    return call.delay(Duration.ofNanos(1));
  }

  @Operation
  public boolean now() {
    return call.reset(Duration.ZERO);
  }

  @Operation
  public boolean soonerThan() {
    return call.resetIfEarlier(Duration.ZERO);
  }

  @Operation
  public boolean runNow() {
    return call.runNow();
  }

  @Operation
  public boolean isPending() {
    return call.isPending();
  }

  @Operation(nonParallelGroup = "loop")
  public int pass() {
    home.turn = Thread.currentThread();
    ManualHome.runDue(queue, NOW, 10);
    home.turn = null;
    return runs;
  }

  @Test
  void ofCancellingMovingAndRunningEachHappensAsIfAlone() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .iterations(25)
        .invocationsPerIteration(500)
        .sequentialSpecification(PlainCall.class)
        .check(TimerCallInterleavingsTest.class);
  }

  /// What a call means.
  public static final class PlainCall {
    private long due = NOW;
    private boolean pending = true;
    private boolean claimed;
    private int runs;

    public boolean cancel() {
      boolean won = pending;
      pending = false;
      return won;
    }

    public boolean later() {
      due++;
      return pending;
    }

    public boolean now() {
      due = NOW;
      return pending;
    }

    public boolean soonerThan() {
      boolean won = pending && NOW < due;
      due = won ? NOW : due;
      return won;
    }

    public boolean runNow() {
      boolean won = pending;
      claimed |= won;
      pending = false;
      return won;
    }

    public boolean isPending() {
      return pending;
    }

    public int pass() {
      if (claimed || (pending && due <= NOW)) {
        claimed = false;
        pending = false;
        runs++;
      }
      return runs;
    }
  }
}

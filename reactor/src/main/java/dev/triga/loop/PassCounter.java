package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Counts the passes of one loop, so that the watchdog sees from outside whether it moves: odd
/// while the loop works, even while it polls or does not run; and the steps of its work, that is
/// the callbacks. One writer: whoever runs the loop.
final class PassCounter {
  private static final VarHandle VALUE;
  private static final VarHandle STEPS;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(PassCounter.class, "value", long.class);
      STEPS = MethodHandles.lookup().findVarHandle(PassCounter.class, "steps", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // Through the handle.
  private long value;

  @SuppressWarnings("unused") // Through the handle.
  private long steps;

  /// The loop begins to work. Wakes the watchdog if it sleeps; one plain write and one read
  /// otherwise.
  void begin() {
    long now = (long) VALUE.get(this);
    if ((now & 1) == 0) {
      VALUE.setOpaque(this, now + 1);
      Watchdog.passBegins();
    }
  }

  /// The loop is about to wait, or ends.
  void end() {
    long now = (long) VALUE.get(this);
    if ((now & 1) != 0) {
      VALUE.setOpaque(this, now + 1);
    }
  }

  /// The next callback begins: one plain write.
  void step() {
    STEPS.setOpaque(this, (long) STEPS.get(this) + 1);
  }

  /// How many callbacks have begun, as another thread sees it.
  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  /// The count as another thread sees it.
  long value() {
    return (long) VALUE.getOpaque(this);
  }

  static boolean isWorking(long value) {
    return (value & 1) != 0;
  }
}

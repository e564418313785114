package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Tells producers whether the loop sleeps, so that one of them, and only one, wakes it.
///
/// The loop calls [#aboutToSleep()], then asks its queue whether it [is
/// empty][SubmissionQueue#isEmpty()], sleeps only if it is, and calls [#awake()] afterwards. A
/// producer asks [#shouldWake()] after it has offered a task. Either the loop finds the place that
/// the producer claimed, or the producer finds the flag, because each writes its own before it
/// reads the other's. While the loop is awake a producer does no more than read a value that nobody
/// changes.
final class WakeFlag {
  private static final VarHandle ASLEEP;

  static {
    try {
      ASLEEP = MethodHandles.lookup().findVarHandle(WakeFlag.class, "asleep", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean asleep;

  /// Announces that the loop will sleep unless it finds that there is something to do. To be called
  /// before that look, by the loop.
  void aboutToSleep() {
    asleep = true;
  }

  /// Announces that the loop is at work again, or did not sleep after all.
  ///
  /// @return whether somebody has been told to wake it meanwhile, so that a wake-up has been made
  ///   or is on its way
  boolean awake() {
    return !asleep || !ASLEEP.compareAndSet(this, true, false);
  }

  /// Whether a sleep was announced and neither ended nor claimed by a producer.
  ///
  /// @return true from [#aboutToSleep()] on until somebody is told to wake the loop
  boolean isAsleep() {
    return asleep;
  }

  /// Asks whether the caller has to wake the loop. Any thread, after it has offered a task.
  ///
  /// @return true for exactly one caller per sleep
  boolean shouldWake() {
    return asleep && ASLEEP.compareAndSet(this, true, false);
  }
}

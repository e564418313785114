package dev.triga.loop;

import dev.triga.loop.jfr.FlightEvents;
import org.jspecify.annotations.Nullable;

/// The watch over one loop. Sampled by the watchdog's thread; [#stalls()] and [#close()] are for
/// any thread.
final class StallWatch implements AutoCloseable {
  private static final String OWN_PACKAGES = "dev.triga.loop.";

  private final Watchdog watchdog;
  private final Watched watched;
  private final long thresholdNanos;
  private final long graceEndNanos;
  private final StallMeter meter;
  private final ReportPace pace = new ReportPace();
  private boolean isPassLogged;
  private volatile long stalls;

  /// @param graceEndNanos the moment before which nothing is reported, as of [System#nanoTime()]
  StallWatch(Watchdog watchdog, Watched watched, long thresholdNanos, long graceEndNanos) {
    this.watchdog = watchdog;
    this.watched = watched;
    this.thresholdNanos = thresholdNanos;
    this.graceEndNanos = graceEndNanos;
    this.meter = new StallMeter(thresholdNanos);
  }

  long thresholdNanos() {
    return thresholdNanos;
  }

  /// How many passes took too long.
  long stalls() {
    return stalls;
  }

  /// Ends the watch. Idempotent.
  @Override
  public void close() {
    watchdog.remove(this);
  }

  /// Looks at the loop and reports what there is to report.
  ///
  /// @return whether the loop has moved since the last look or is at work
  boolean look(long nowNanos, long sinceLastNanos) {
    boolean isActive =
        meter.sample(watched.passes().value(), watched.passes().steps(), sinceLastNanos);
    if (meter.isReportDue()
        && nowNanos - graceEndNanos >= 0
        && !watched.isExcused().getAsBoolean()
        && !Debugger.isThere()) {
      report(nowNanos);
    }
    return isActive;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only this thread writes the count.
  private void report(long nowNanos) {
    Thread holder = watched.turnHolder().get();
    StackTraceElement[] stack = holder == null ? new StackTraceElement[0] : holder.getStackTrace();
    if (meter.hasGoneOn(watched.passes())) {
      return; // It went on while we looked, and the stack may be anybody's.
    }
    if (holder != null && holder.isVirtual()) {
      LoopThreads.releaseIfPinned(holder, stack);
    }
    boolean isFirst = !meter.wasReported();
    meter.reported();
    if (isFirst) {
      stalls++;
      isPassLogged = false;
    }
    String holderName = holder == null ? "unknown" : name(holder);
    FlightEvents.stalled(watched.name(), meter.takenNanos(), holderName, stack);
    if (isPassLogged || pace.mayReport(nowNanos)) {
      isPassLogged = true;
      watched.log().warnAtOnce(message(holderName, stack), new TurnHolderStack(holderName, stack));
    }
  }

  private String message(String holderName, StackTraceElement[] stack) {
    StackTraceElement culprit = culprit(stack);
    return "reactor '%s' is stalled: %s has taken %d ms so far, thread '%s' has the turn%s%s"
        .formatted(
            watched.name(),
            meter.isOneCallback() ? "a callback" : "its pass",
            meter.takenNanos() / 1_000_000,
            holderName,
            culprit == null ? "" : ", in " + culprit,
            pace.leftOut("stalls"));
  }

  /// The innermost frame that is neither the platform's nor the loop's.
  private static @Nullable StackTraceElement culprit(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      boolean isPlatform =
          type.startsWith("java.")
              || type.startsWith("jdk.")
              || type.startsWith("sun.")
              || type.startsWith("javax.");
      if (!isPlatform && !type.startsWith(OWN_PACKAGES)) {
        return frame;
      }
    }
    return stack.length == 0 ? null : stack[0];
  }

  private static String name(Thread thread) {
    return thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
  }
}

package dev.triga.loop;

/// Finds out from samples of a pass counter how long the loop has been in the same callback, and in
/// the same pass. Used by the watchdog's thread alone; knows nothing of clocks.
///
/// The first report is due when one callback takes longer than the threshold, or all callbacks of a
/// pass take ten times as long; the next ones at twice, four times, … of that, as long as the pass
/// lasts. A pass of many short callbacks is no stall: a machine that is short of processor time
/// makes such passes long, and there is no culprit to name.
final class StallMeter {
  private static final int CALLBACKS_FACTOR = 10;

  private final long thresholdNanos;
  private long pass;
  private long step;
  private long inPassNanos;
  private long inStepNanos;
  private long nextReportNanos;
  private int reports;

  StallMeter(long thresholdNanos) {
    this.thresholdNanos = thresholdNanos;
    this.nextReportNanos = thresholdNanos;
  }

  /// Takes a sample.
  ///
  /// @param sampled the value of the pass counter
  /// @param steps the number of callbacks that have begun
  /// @param sinceLastNanos the time since the last sample, but not more than the watchdog meant to
  ///   wait: when the whole process was stopped, the loop is not to blame
  /// @return whether the loop has moved since the last sample or is at work
  boolean sample(long sampled, long steps, long sinceLastNanos) {
    boolean isWorking = PassCounter.isWorking(sampled);
    boolean isSameStep = steps == step;
    step = steps;
    if (sampled == pass && isWorking) {
      inPassNanos += sinceLastNanos;
      inStepNanos = isSameStep ? inStepNanos + sinceLastNanos : 0;
      return true;
    }
    boolean hasMoved = sampled != pass;
    pass = sampled;
    inPassNanos = 0;
    inStepNanos = 0;
    nextReportNanos = thresholdNanos;
    reports = 0;
    return hasMoved || isWorking;
  }

  /// Whether it is time to report the pass, for the first time or again.
  boolean isReportDue() {
    return weighedNanos() >= nextReportNanos;
  }

  private long weighedNanos() {
    return Math.max(inStepNanos, inPassNanos / CALLBACKS_FACTOR);
  }

  /// Whether it is one callback that takes so long.
  boolean isOneCallback() {
    return inStepNanos >= inPassNanos / CALLBACKS_FACTOR;
  }

  /// Whether the loop has gone on since the last sample, so that its stack tells nothing.
  boolean hasGoneOn(PassCounter passes) {
    return passes.value() != pass || (isOneCallback() && passes.steps() != step);
  }

  /// Notes that the pass was reported.
  void reported() {
    reports++;
    while (nextReportNanos <= weighedNanos() && nextReportNanos < Long.MAX_VALUE / 2) {
      nextReportNanos *= 2;
    }
  }

  /// Whether the pass of the last sample was reported before.
  boolean wasReported() {
    return reports > 0;
  }

  /// How long the loop has been seen in its callback, or in its pass if that is what takes long.
  long takenNanos() {
    return isOneCallback() ? inStepNanos : inPassNanos;
  }
}

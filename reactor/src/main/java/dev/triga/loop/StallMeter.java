package dev.triga.loop;

/// Finds out from samples of a pass counter how long the loop has been in the same pass. Used by
/// the watchdog's thread alone; knows nothing of clocks.
///
/// The first report is due at the threshold, the next ones at twice, four times, … of it, as long
/// as the pass lasts.
final class StallMeter {
  private final long thresholdNanos;
  private long pass;
  private long inPassNanos;
  private long nextReportNanos;
  private int reports;

  StallMeter(long thresholdNanos) {
    this.thresholdNanos = thresholdNanos;
    this.nextReportNanos = thresholdNanos;
  }

  /// Takes a sample.
  ///
  /// @param sampled the value of the pass counter
  /// @param sinceLastNanos the time since the last sample, but not more than the watchdog meant to
  ///   wait: when the whole process was stopped, the loop is not to blame
  /// @return whether the loop has moved since the last sample or is at work
  boolean sample(long sampled, long sinceLastNanos) {
    boolean isWorking = PassCounter.isWorking(sampled);
    if (sampled == pass && isWorking) {
      inPassNanos += sinceLastNanos;
      return true;
    }
    boolean hasMoved = sampled != pass;
    pass = sampled;
    inPassNanos = 0;
    nextReportNanos = thresholdNanos;
    reports = 0;
    return hasMoved || isWorking;
  }

  /// Whether it is time to report the pass, for the first time or again.
  boolean isReportDue() {
    return inPassNanos >= nextReportNanos;
  }

  /// Notes that the pass was reported.
  void reported() {
    reports++;
    while (nextReportNanos <= inPassNanos && nextReportNanos < Long.MAX_VALUE / 2) {
      nextReportNanos *= 2;
    }
  }

  /// Whether the pass of the last sample was reported before.
  boolean wasReported() {
    return reports > 0;
  }

  /// The pass of the last sample.
  long pass() {
    return pass;
  }

  /// How long the loop has been seen in it.
  long inPassNanos() {
    return inPassNanos;
  }
}

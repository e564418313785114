package dev.triga.loop;

/// Keeps what happens again and again, such as stalls of a reactor, from filling the log: after
/// each report the next one has to wait twice as long, from a second to a minute; a quiet minute
/// makes it as before. One thread.
public final class ReportPace {
  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 60 * FIRST_PAUSE_NANOS;

  private boolean isUsed;
  private long lastNanos;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long left;

  /// Nothing has been reported yet.
  public ReportPace() {}

  /// Whether a report may be made now; when not, it is counted as left out.
  public boolean mayReport(long nowNanos) {
    long since = nowNanos - lastNanos;
    if (isUsed && since < pauseNanos) {
      left++;
      return false;
    }
    if (isUsed) {
      pauseNanos =
          since > LONGEST_PAUSE_NANOS + pauseNanos
              ? FIRST_PAUSE_NANOS
              : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
    isUsed = true;
    lastNanos = nowNanos;
    return true;
  }

  /// How many reports were left out since the last one that was made; asking forgets them.
  public long takeLeft() {
    long count = left;
    left = 0;
    return count;
  }
}

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

  /// What a report says of those that were left out since the last one, behind its first words:
  /// nothing, or `" (3 more stalls were not logged)"`. Asking forgets them.
  ///
  /// @param what they are called
  public String leftOut(String what) {
    long count = takeLeft();
    return count == 0 ? "" : " (" + count + " more " + what + " were not logged)";
  }

  /// How many reports were left out since the last one that was made; asking forgets them.
  long takeLeft() {
    long count = left;
    left = 0;
    return count;
  }
}

package dev.triga.loop;

/// Decides whether the loop, before it sleeps, looks out for submitted work for some microseconds.
///
/// To sleep and to be woken costs the loop and whoever wakes it some ten microseconds each. Two
/// loops that answer each other at once would pay that for each message, and need not sleep at all.
/// So once a submission has ended a sleep that was short, the loop looks out before the next; and
/// goes on like that for as long as work comes quickly. A look in vain, or several that took long,
/// end it, and the next look waits for the more short sleeps the more often that has happened in a
/// row: whoever is given work at random pays next to nothing. A loop that nobody submits to never
/// looks, nor reads the clock. On the turn.
///
/// docs/decisions/0108 has the figures.
final class Lookout {
  /// How long a look takes at most: about what it takes another thread to wake up and to answer.
  static final long LOOK_NANOS = 50_000;

  /// A sleep is short if it took no longer, including what waking up took.
  static final long SHORT_NANOS = 100_000;

  /// Work that comes later than that is late: sleeping would not have cost more.
  static final long QUICK_NANOS = 5_000;

  /// So many looks in a row that found work late count as one in vain.
  static final int LATE_IN_A_ROW_MAX = 4;

  /// After so many looks in a row that found work quickly, earlier ones in vain are forgotten.
  static final int QUICK_IN_A_ROW = 16;

  /// So many short sleeps at most are waited for.
  static final int PAUSE_MAX = 1024;

  private boolean expectant;
  private boolean timed;
  private int late;
  private int quick;
  private int pause;
  private int nextPause = 1;

  /// Whether to look out before the next sleep.
  boolean isExpectant() {
    return expectant;
  }

  /// Whether the next sleep is to be timed, for [#slept].
  boolean isTimed() {
    return timed;
  }

  /// A look found work after this time.
  void found(long nanos) {
    if (nanos > QUICK_NANOS) {
      quick = 0;
      if (++late == LATE_IN_A_ROW_MAX) {
        missed();
      }
      return;
    }
    late = 0;
    if (++quick == QUICK_IN_A_ROW) {
      nextPause = 1;
    }
  }

  /// A look found nothing, or too little.
  void missed() {
    expectant = false;
    late = 0;
    quick = 0;
    pause = nextPause;
    nextPause = Math.min(PAUSE_MAX, nextPause * 2);
  }

  /// A sleep is over.
  ///
  /// @param woken whether somebody ended it who had submitted something
  /// @param nanos how long it took, if it was [timed][#isTimed]; otherwise any number
  void slept(boolean woken, long nanos) {
    if (timed && woken && nanos <= SHORT_NANOS) {
      if (pause == 0) {
        expectant = true;
      } else {
        pause--;
      }
    }
    timed = woken;
  }
}

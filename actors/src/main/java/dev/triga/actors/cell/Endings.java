package dev.triga.actors.cell;

import dev.triga.actors.Termination;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How the children of one actor have ended: how many, and the last of them with their reasons. On
/// the turn of the one that looks after them.
final class Endings {
  /// How many are kept.
  static final int KEPT_MAX = 32;

  private static final double MILLIS_PER_SECOND = 1e3;

  private final ArrayDeque<Map<String, Object>> last = new ArrayDeque<>();
  private final boolean isTimed;
  private long count;
  private long abnormal;

  /// @param isTimed whether they are told with the time of day; where time is virtual there is none
  Endings(boolean isTimed) {
    this.isTimed = isTimed;
  }

  /// A child has ended.
  ///
  /// @param lifeNanos how long it has lived
  void add(Termination termination, long lifeNanos) {
    count++;
    if (termination.isAbnormal()) {
      abnormal++;
    }
    Map<String, Object> ending = new LinkedHashMap<>();
    if (isTimed) {
      ending.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }
    ending.put("name", termination.name());
    ending.put("id", termination.id().text());
    ending.put("cause", termination.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    ending.put("abnormal", termination.isAbnormal());
    ending.put("exit-code", termination.exitCode());
    ending.put("uptime-seconds", Duration.ofNanos(lifeNanos).toMillis() / MILLIS_PER_SECOND);
    var failure = termination.failure();
    if (failure != null) {
      ending.put("failure", failure.toString());
    }
    if (last.size() == KEPT_MAX) {
      last.removeFirst();
    }
    last.addLast(ending);
  }

  /// How many have ended.
  long count() {
    return count;
  }

  /// How many of them otherwise than by themselves or on request.
  long abnormal() {
    return abnormal;
  }

  /// The last of them, oldest first.
  List<Map<String, Object>> last() {
    return new ArrayList<>(last);
  }
}

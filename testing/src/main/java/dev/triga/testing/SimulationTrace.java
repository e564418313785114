package dev.triga.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened in a [Simulation], one line for each step: the virtual time in seconds, who, what.
/// The same seed and program give the same lines, in every JVM. For the simulation's thread.
///
/// The last [#KEPT_MAX] lines are kept; [#copyTo] has all of them written as they come.
public final class SimulationTrace {
  /// How many lines are kept.
  public static final int KEPT_MAX = 1_000;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private record Line(long nanos, String who, String what, long number) {
    @Override
    public String toString() {
      var text = new StringBuilder(64);
      text.append(nanos / NANOS_PER_SECOND).append('.');
      var fraction = Long.toString(nanos % NANOS_PER_SECOND);
      text.repeat('0', 9 - fraction.length()).append(fraction);
      text.append(' ').append(who).append(' ').append(what);
      if (number >= 0) {
        text.append(' ').append(number);
      }
      return text.toString();
    }
  }

  private final ArrayDeque<Line> kept = new ArrayDeque<>();
  private long size;
  private long fingerprint = FNV_OFFSET;
  private @Nullable Appendable copy;

  /// An empty trace.
  SimulationTrace() {}

  /// Has every line from now on appended to `target`, followed by a line feed.
  public void copyTo(Appendable target) {
    copy = target;
  }

  /// How many lines there have been.
  public long size() {
    return size;
  }

  /// A number that follows from every line so far: two runs that differ anywhere differ here.
  public long fingerprint() {
    return fingerprint;
  }

  /// The last lines, at most [#KEPT_MAX], the oldest first.
  public List<String> last(int count) {
    return kept.stream().skip(Math.max(0, kept.size() - count)).map(Line::toString).toList();
  }

  /// @param number what it is counted in, or negative for nothing
  void add(long nanos, String who, String what, long number) {
    var line = new Line(nanos, who, what, number);
    size++;
    mix(nanos);
    mix(who.hashCode());
    mix(what.hashCode());
    mix(number);
    if (kept.size() == KEPT_MAX) {
      kept.removeFirst();
    }
    kept.addLast(line);
    var target = copy;
    if (target != null) {
      try {
        target.append(line.toString()).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the trace", e);
      }
    }
  }

  private void mix(long value) {
    fingerprint = (fingerprint ^ value) * FNV_PRIME;
    fingerprint ^= fingerprint >>> 29;
  }

  @Override
  public String toString() {
    return "trace of " + size + " lines, fingerprint " + Long.toHexString(fingerprint);
  }
}

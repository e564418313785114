package dev.triga.http;

import java.util.ArrayList;
import java.util.List;

/// What the requests of one server on one reactor have come to since it began: how many, with which
/// statuses, and how long they took. Asked for by [HttpServer#withCounters]; counting one costs two
/// readings of the clock and no memory. On the turn.
///
/// Times are counted in classes, none of which is wider than a quarter of its shortest time, up to
/// two minutes; whoever wants a rate or a quantile of the last seconds subtracts two readings. What
/// is no request is not counted.
public final class RequestCounters {
  /// So many classes of time between a power of two and the next.
  private static final int STEPS = 4;

  private static final int STEP_BITS = 2;

  /// The last class but one ends at 2^27 µs, 134 s.
  private static final int POWERS = 26;

  private static final int NANOS_PER_MICRO = 1_000;

  private final long[] statuses = new long[6];
  private final long[] times = new long[POWERS * STEPS + 1];
  private long begun;
  private long ended;
  private long nanos;
  private long bodyBytes;
  private long left;

  RequestCounters() {}

  /// How many requests took as long as others of their class.
  ///
  /// @param maxMicros the longest time of the class, in microseconds; [Long#MAX_VALUE] for all that
  ///   took longer than the others
  /// @param count how many
  public record TimeCount(long maxMicros, long count) {}

  void begin() {
    begun++;
  }

  /// @param status of the answer, or [AccessEntry#CLIENT_LEFT]
  /// @param tookNanos from the head of the request to the end of the answer
  /// @param bytes of the answer's body
  void end(int status, long tookNanos, long bytes) {
    ended++;
    nanos += tookNanos;
    bodyBytes += bytes;
    if (status == AccessEntry.CLIENT_LEFT) {
      left++;
    } else {
      statuses[status / 100]++;
    }
    times[index(tookNanos / NANOS_PER_MICRO)]++;
  }

  /// The class of a time: the power of two below it, and which quarter of the way to the next.
  private static int index(long micros) {
    if (micros < STEPS) {
      return (int) Math.max(0, micros);
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
    int step = (int) (micros >>> (power - STEP_BITS)) & (STEPS - 1);
    return Math.min((power - 1) * STEPS + step, POWERS * STEPS);
  }

  /// The longest time of a class.
  private static long maxMicros(int index) {
    if (index < STEPS) {
      return index;
    }
    if (index == POWERS * STEPS) {
      return Long.MAX_VALUE;
    }
    int power = index / STEPS + 1;
    return ((long) (STEPS + index % STEPS + 1) << (power - STEP_BITS)) - 1;
  }

  /// Requests whose answer is written, or whose client left.
  public long ended() {
    return ended;
  }

  /// Requests that are being answered.
  public long inFlight() {
    return begun - ended;
  }

  /// Answers with a status of this class.
  ///
  /// @param hundreds 1 to 5
  public long status(int hundreds) {
    return statuses[hundreds];
  }

  /// Requests whose client left before it had its answer.
  public long clientsLeft() {
    return left;
  }

  /// How long all of them took together, from the head of each to the end of its answer.
  public long totalNanos() {
    return nanos;
  }

  /// The bytes of the answers' bodies that were written, without what frames them.
  public long bodyBytes() {
    return bodyBytes;
  }

  /// How many took how long, shortest first, without classes that nobody is in.
  public List<TimeCount> times() {
    List<TimeCount> counts = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      if (times[i] > 0) {
        counts.add(new TimeCount(maxMicros(i), times[i]));
      }
    }
    return counts;
  }
}

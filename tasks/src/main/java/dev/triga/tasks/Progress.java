package dev.triga.tasks;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How far a batch is: a picture of one moment.
///
/// @param name what the batch is called
/// @param total how many tasks it has; empty while nobody knows, because the input is lazy
/// @param succeeded how many have succeeded
/// @param failed how many have failed for good
/// @param timedOut how many have taken too long
/// @param lost how many were lost
/// @param cancelled how many were cancelled
/// @param retried how many further attempts have been made
/// @param running how many workers are at it
/// @param elapsed the time since it began
/// @param isOver whether all have ended
public record Progress(
    String name,
    OptionalLong total,
    long succeeded,
    long failed,
    long timedOut,
    long lost,
    long cancelled,
    long retried,
    int running,
    Duration elapsed,
    boolean isOver) {
  /// How many have ended, in whatever way.
  public long ended() {
    return succeeded + failed + timedOut + lost + cancelled;
  }

  /// How many have ended per second, since it began.
  public double rate() {
    return elapsed.isZero() ? 0 : ended() / (elapsed.toNanos() / 1e9);
  }

  /// The time that the rest takes if it goes on like that; empty if the number of tasks is not
  /// known or none has ended.
  public Optional<Duration> remaining() {
    if (total.isEmpty() || ended() == 0) {
      return Optional.empty();
    }
    double nanos = (double) elapsed.toNanos() / ended() * (total.getAsLong() - ended());
    return Optional.of(Duration.ofNanos((long) nanos));
  }
}

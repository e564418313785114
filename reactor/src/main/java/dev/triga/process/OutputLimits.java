package dev.triga.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much and how long [Processes#output] takes. A value; any thread.
///
/// @param bytesMax how many bytes of each of the two streams are taken
/// @param timeout how long the program may run, or null for as long as it likes
/// @param patience how long it may take to end when asked to, before it is killed
/// @param drain how long its pipes may stay open after it has exited, because something it has
///   started holds them; then what has come counts
public record OutputLimits(
    int bytesMax, @Nullable Duration timeout, Duration patience, Duration drain) {
  /// 16 MiB of each stream, no time-out, 5 s to end, 5 s for the pipes.
  public static final OutputLimits DEFAULT =
      new OutputLimits(16 << 20, null, Duration.ofSeconds(5), Duration.ofSeconds(5));

  /// Checks that nothing is negative.
  public OutputLimits {
    if (bytesMax < 0
        || (timeout != null && timeout.isNegative())
        || patience.isNegative()
        || drain.isNegative()) {
      throw new IllegalArgumentException(
          "a limit is negative: %d bytes, time-out %s, patience %s, drain %s"
              .formatted(bytesMax, timeout, patience, drain));
    }
  }

  /// With this many bytes of each stream.
  public OutputLimits withBytesMax(int count) {
    return new OutputLimits(count, timeout, patience, drain);
  }

  /// With this time to run.
  public OutputLimits withTimeout(Duration time) {
    return new OutputLimits(bytesMax, time, patience, drain);
  }

  /// With this time to end when asked to.
  public OutputLimits withPatience(Duration time) {
    return new OutputLimits(bytesMax, timeout, time, drain);
  }

  /// With this time for the pipes after the exit.
  public OutputLimits withDrain(Duration time) {
    return new OutputLimits(bytesMax, timeout, patience, time);
  }
}

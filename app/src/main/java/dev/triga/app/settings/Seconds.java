package dev.triga.app.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Times as people write them in settings and options: seconds, with a fraction if need be. Any
/// thread.
///
/// It does without `BigDecimal`, whose class takes 17 to 28 ms to prepare itself (JDK 25): every
/// command and every worker reads times when it starts.
public final class Seconds {
  /// What may be written, for messages.
  public static final String ALLOWED = "a number of seconds within 0.001..1000000000";

  private static final long NANOS_MIN = 1_000_000;
  private static final long SECONDS_MAX = 1_000_000_000;
  private static final long NANOS_IN_SECOND = 1_000_000_000;
  private static final String ZEROS = "000000000";

  private Seconds() {}

  /// The time that a text means; null unless it is [#ALLOWED]. Digits behind the ninth of the
  /// fraction do not count.
  public static @Nullable Duration read(String text) {
    if (!Numerals.isDecimal(text)) {
      return null;
    }
    int point = text.indexOf('.');
    Long seconds = Numerals.within(point < 0 ? text : text.substring(0, point), 0, SECONDS_MAX);
    if (seconds == null) {
      return null;
    }
    String fraction = point < 0 ? "" : text.substring(point + 1);
    long nanos =
        seconds * NANOS_IN_SECOND + Long.parseLong((fraction + ZEROS).substring(0, ZEROS.length()));
    return nanos >= NANOS_MIN && nanos <= SECONDS_MAX * NANOS_IN_SECOND
        ? Duration.ofNanos(nanos)
        : null;
  }

  /// How a time is written, to the millisecond.
  static String write(Duration time) {
    String millis = Integer.toString(1000 + time.toMillisPart()).substring(1);
    String text = time.toSeconds() + "." + millis;
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}

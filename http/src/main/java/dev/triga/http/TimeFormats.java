package dev.triga.http;

import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.DAY_OF_WEEK;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// How times are written. The names of days and months are given here, because a formatter that
/// looks them up loads the tables of the locales, which makes the first response 20 ms late.
final class TimeFormats {
  private static final Map<Long, String> DAYS =
      Map.of(1L, "Mon", 2L, "Tue", 3L, "Wed", 4L, "Thu", 5L, "Fri", 6L, "Sat", 7L, "Sun");
  private static final Map<Long, String> MONTHS = months();

  /// The date of a head (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  static final DateTimeFormatter IMF_FIXDATE =
      new DateTimeFormatterBuilder()
          .appendText(DAY_OF_WEEK, DAYS)
          .appendLiteral(", ")
          .appendValue(DAY_OF_MONTH, 2)
          .appendLiteral(' ')
          .appendText(MONTH_OF_YEAR, MONTHS)
          .appendPattern(" uuuu HH:mm:ss 'GMT'")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// The time of an access log: `06/Nov/1994:08:49:37 +0000`.
  static final DateTimeFormatter ACCESS_LOG =
      new DateTimeFormatterBuilder()
          .appendValue(DAY_OF_MONTH, 2)
          .appendLiteral('/')
          .appendText(MONTH_OF_YEAR, MONTHS)
          .appendPattern("/uuuu:HH:mm:ss Z")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TimeFormats() {}

  private static Map<Long, String> months() {
    String[] names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ", -1);
    var months = new HashMap<Long, String>();
    for (int i = 0; i < names.length; i++) {
      months.put(i + 1L, names[i]);
    }
    return months;
  }
}

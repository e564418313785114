package dev.triga.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Dates as clients send them (RFC 9110, 5.6.7): the form of today and the two old ones, which
/// recipients have to accept. In the old ones the name of the day is not compared with the date.
final class HttpDate {
  /// A year of two digits is never taken for one that is further ahead than this.
  private static final int AHEAD_YEARS_MAX = 50;

  private static final int CENTURY_YEARS = 100;

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final String MONTH = "(?<month>[A-Z][a-z]{2})";
  private static final String TIME = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";

  /// `Sunday, 06-Nov-94 08:49:37 GMT`.
  private static final Pattern RFC_850 =
      Pattern.compile(
          "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>[0-9]{2})-"
              + MONTH
              + "-(?<year>[0-9]{2}) "
              + TIME
              + " GMT");

  /// `Sun Nov 6 08:49:37 1994`.
  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
              + MONTH
              + " (?<day>[0-9]{2}| [0-9]) "
              + TIME
              + " (?<year>[0-9]{4})");

  private HttpDate() {}

  /// Reads a date.
  ///
  /// @param now decides which century a year of two digits is of
  /// @return null if it is none
  static @Nullable Instant parse(String text, Instant now) {
    try {
      var old = RFC_850.matcher(text);
      if (old.matches()) {
        return inItsCentury(old, now);
      }
      var older = ASCTIME.matcher(text);
      return older.matches()
          ? date(older, number(older, "year")).toInstant(ZoneOffset.UTC)
          : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /// The latest time with that year's last two digits that is not too far ahead.
  private static Instant inItsCentury(Matcher parts, Instant now) {
    var latest = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(AHEAD_YEARS_MAX);
    int year = latest.getYear() / CENTURY_YEARS * CENTURY_YEARS + number(parts, "year");
    // Compared without the date itself: the 29th of February is not in each of the years.
    boolean isTooFar =
        year > latest.getYear() || (year == latest.getYear() && date(parts, year).isAfter(latest));
    return date(parts, isTooFar ? year - CENTURY_YEARS : year).toInstant(ZoneOffset.UTC);
  }

  private static LocalDateTime date(Matcher parts, int year) {
    return LocalDateTime.of(
        year,
        MONTHS.indexOf(parts.group("month")) + 1,
        number(parts, "day"),
        number(parts, "hour"),
        number(parts, "minute"),
        number(parts, "second"));
  }

  private static int number(Matcher parts, String name) {
    return Integer.parseInt(parts.group(name).strip());
  }
}

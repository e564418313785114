package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TimeFormatsTest {
  private static final Instant OF_RFC_9110 = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void aHeadHasTheDateOfRfc9110() {
    assertThat(ResponseHead.date(OF_RFC_9110)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void anAccessLogHasTheTimeOfApache() {
    assertThat(AccessFormat.time(OF_RFC_9110)).isEqualTo("06/Nov/1994:08:49:37 +0000");
  }

  @Test
  void daysAndMonthsHaveTheirEnglishNames() {
    var expected =
        DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    Instant day = LocalDate.of(2028, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    for (int i = 0; i < 366; i++) {
      Instant time = day.plus(i, ChronoUnit.DAYS);
      assertThat(ResponseHead.date(time)).isEqualTo(expected.format(time));
    }
  }
}

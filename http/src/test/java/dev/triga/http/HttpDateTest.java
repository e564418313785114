package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void theThreeFormsOfRfc9110AreRead(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEqualTo("1994-11-06T08:49:37Z");
  }

  @Test
  void aDayOfTwoDigitsIsReadInTheFormOfC() {
    assertThat(HttpDate.parse("Tue Nov 15 08:12:31 1994", NOW)).isEqualTo("1994-11-15T08:12:31Z");
  }

  @ParameterizedTest
  @CsvSource({
    "22-Nov-26 12:00:00, 2026-11-22T12:00:00Z",
    "22-Nov-76 12:00:00, 2076-11-22T12:00:00Z",
    "22-Nov-76 12:00:01, 1976-11-22T12:00:01Z",
    "01-Jan-77 00:00:00, 1977-01-01T00:00:00Z",
    "01-Jan-00 00:00:00, 2000-01-01T00:00:00Z",
    "29-Feb-96 00:00:00, 1996-02-29T00:00:00Z",
  })
  void aYearOfTwoDigitsIsAtMostFiftyYearsAhead(String text, Instant time) {
    assertThat(HttpDate.parse("Sunday, " + text + " GMT", NOW)).isEqualTo(time);
  }

  @Test
  void soItIsWhenTheCenturyTurns() {
    Instant late = Instant.parse("2090-01-01T00:00:00Z");
    assertThat(HttpDate.parse("Saturday, 01-Jan-05 00:00:00 GMT", late))
        .isEqualTo("2105-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "Sunday, 06-Nov-94 08:49:37",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06-Xyz-94 08:49:37 GMT",
        "Sunday, 31-Feb-94 08:49:37 GMT",
        "Sun Nov  6 24:49:37 1994",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT"
      })
  void whatIsNoDateIsNone(String text) {
    assertThat(HttpDate.parse(text, NOW)).isNull();
  }
}

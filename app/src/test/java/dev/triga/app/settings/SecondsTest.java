package dev.triga.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecondsTest {
  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "0.001, PT0.001S",
    "1.5, PT1.5S",
    "007.250, PT7.25S",
    "0.0010000009, PT0.001S",
    "1000000000, PT277777H46M40S",
    "999999999.999999999, PT277777H46M39.999999999S",
  })
  void whatIsMeantIsRead(String text, Duration meant) {
    assertThat(Seconds.read(text)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.",
        ".5",
        "-1",
        "+1",
        "1e3",
        "1 ",
        "0",
        "0.000999999",
        "0.0000000001",
        "1000000000.000000001",
        "1000000001",
        "99999999999999999999",
        "999999999999999999999",
        "1.111111111111111111111",
        "1,5",
        "١"
      })
  void whatIsNoneIsNotRead(String text) {
    assertThat(Seconds.read(text)).isNull();
  }

  @Test
  void allThatIsWrittenIsReadAgainAndLooksAsDecimalNumbersDo() {
    var random = new SplittableRandom(22);
    for (int i = 0; i < 10_000; i++) {
      long millis = 1 + (random.nextLong() >>> 1) % (1L << random.nextInt(1, 40));
      String text = Seconds.write(Duration.ofMillis(millis));
      assertThat(Seconds.read(text)).isEqualTo(Duration.ofMillis(millis));
      assertThat(text)
          .isEqualTo(BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString());
    }
  }
}

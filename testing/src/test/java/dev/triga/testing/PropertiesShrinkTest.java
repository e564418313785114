package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PropertiesShrinkTest {
  private static final Seed SEED = new Seed(4711);

  @Test
  void whatHoldsIsTriedAsOftenAsAsked() {
    var cases = new AtomicInteger();
    Property.holds(
        SEED,
        300,
        gen -> {
          gen.string(20);
          cases.incrementAndGet();
        });
    assertThat(cases).hasValue(300);
  }

  @Test
  void theSmallestNumberThatFailsIsFound() {
    assertThatThrownBy(() ->
            Property.holds(
                SEED,
                1000,
                gen -> {
                  assertThat(gen.random().nextInt(1 << 20)).isLessThan(5000);
                }))
        .isInstanceOf(AssertionError.class)
        .hasRootCauseInstanceOf(AssertionError.class)
        .hasMessageContaining("5000")
        .hasMessageContaining("seed 4711");
  }

  @Test
  void aListLosesTheElementsThatDoNotMatter() {
    var failure =
        catchThrowable(() ->
            Property.holds(
                SEED,
                1000,
                gen -> {
                  var numbers = gen.list(50, () -> gen.between(0, 1000));
                  if (numbers.stream().anyMatch(number -> number >= 100)) {
                    throw new IllegalStateException(numbers.toString());
                  }
                }));
    assertThat(failure.getCause()).hasMessage("[100]");
    assertThat(failure).hasMessageContaining("list: [100]");
  }

  @Test
  void aTextIsCutToWhatFails() {
    var failure =
        catchThrowable(() ->
            Property.holds(
                SEED,
                1000,
                gen -> {
                  var text = gen.string(40);
                  if (text.codePoints().anyMatch(c -> c > 0x7F)) {
                    throw new IllegalStateException(text);
                  }
                }));
    assertThat(
            failure
                .getCause()
                .getMessage()
                .codePointCount(0, failure.getCause().getMessage().length()))
        .isEqualTo(1);
  }

  @Test
  void anotherFailureOnTheWayIsNotTakenForTheSame() {
    var failure =
        catchThrowable(() ->
            Property.holds(
                SEED,
                1000,
                gen -> {
                  int number = gen.between(0, 1 << 20);
                  if (number > 1000) {
                    throw new IllegalStateException("large");
                  }
                  if (number > 10) {
                    throw new IllegalArgumentException("middle");
                  }
                }));
    assertThat(failure.getCause()).isExactlyInstanceOf(failure.getCause().getClass());
    assertThat(failure.getMessage()).containsAnyOf("number: 1001", "number: 11");
  }

  @Test
  void theSameSeedTriesTheSameCases() {
    var once = new ArrayList<String>();
    var again = new ArrayList<String>();
    Property.holds(SEED, 50, gen -> once.add(gen.string(10) + gen.anyInt()));
    Property.holds(SEED, 50, gen -> again.add(gen.string(10) + gen.anyInt()));
    assertThat(again).isEqualTo(once);
  }

  @Test
  void whoIsNeverContentWithZerosEndsAllTheSame() {
    assertThatThrownBy(() ->
            Property.holds(
                SEED,
                10,
                gen -> {
                  while (gen.random().nextInt() >= 0) {
                    // Zeros would keep it here for ever.
                  }
                  throw new IllegalStateException("always");
                }))
        .hasMessageContaining("always");
  }
}

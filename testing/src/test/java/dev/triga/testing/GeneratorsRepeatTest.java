package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class GeneratorsRepeatTest {
  private static String sample(Gen gen) {
    return gen.between(0, 1000)
        + gen.string(50)
        + gen.list(9, gen::anyInt)
        + gen.durationUpTo(Duration.ofSeconds(3))
        + gen.shuffled(List.of(1, 2, 3, 4, 5))
        + gen.oneOf("a", "b", "c");
  }

  @Test
  void theSameSeedGivesTheSameValues(Seed seed) {
    assertThat(sample(new Gen(seed))).isEqualTo(sample(new Gen(seed)));
  }

  @Test
  void otherSeedsGiveOtherValues() {
    assertThat(sample(new Gen(new Seed(1)))).isNotEqualTo(sample(new Gen(new Seed(2))));
  }

  @Test
  void numbersStayWithinTheirBoundsAndReachThem(Gen gen) {
    var seen = new boolean[11];
    for (int i = 0; i < 2_000; i++) {
      seen[gen.between(0, 10)] = true;
    }
    assertThat(seen).containsOnly(true);
    assertThat(gen.between(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      var any = gen.between(Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(gen.between(any, Long.MAX_VALUE)).isGreaterThanOrEqualTo(any);
    }
  }

  @Test
  void anEmptyRangeIsRefused(Gen gen) {
    assertThatThrownBy(() -> gen.between(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> gen.oneOf(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stringsSurviveEncoding(Gen gen) {
    for (int i = 0; i < 200; i++) {
      var text = gen.string(40);
      var back = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      assertThat(back).isEqualTo(text);
    }
  }

  @Test
  void chunksAddUpToTheWhole(Gen gen) {
    for (int i = 0; i < 200; i++) {
      var whole = gen.bytes(100);
      var together = new ByteArrayOutputStream();
      for (var chunk : gen.chunks(whole)) {
        assertThat(chunk).isNotEmpty();
        together.writeBytes(chunk);
      }
      assertThat(together.toByteArray()).isEqualTo(whole);
    }
  }

  @Test
  void aSeedTellsHowToRunItAgain() {
    assertThat(new Seed(7).toString()).contains("-Dtriga.seed=7");
  }
}

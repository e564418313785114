package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TrigaTest
class SeedsAreKeptTest {
  @TempDir Path folder;
  private Seeds seeds;

  @BeforeEach
  void make() {
    seeds = new Seeds("dev.triga.SomeTest", "something", folder.resolve("seeds"));
  }

  private Path file() {
    return folder.resolve("seeds/dev.triga.SomeTest.something.txt");
  }

  @Test
  void aFailingSeedIsNamedWithTheCommandAndKept() throws Exception {
    assertThatThrownBy(() -> seeds.run(100, sim -> assertThat(sim.seed()).isNotEqualTo(7)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 7 fails")
        .hasMessageContaining("-Dtest='SomeTest#something' -Dtriga.seed=7");
    assertThat(Files.readString(file())).isEqualTo("7\n");
  }

  @Test
  void keptSeedsComeFirst() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "# found long ago\n99\n\n5\n");
    var order = new ArrayList<Long>();
    seeds.run(3, sim -> order.add(sim.seed()));
    // At night more seeds follow than were asked for.
    assertThat(order).startsWith(99L, 5L, 1L, 2L, 3L).doesNotHaveDuplicates();
  }

  @Test
  void aSeedIsKeptOnce() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> seeds.run(3, sim -> assertThat(sim.seed()).isNotEqualTo(2)))
          .hasMessageContaining("seed 2");
    }
    assertThat(seeds.kept()).containsExactly(2L);
  }

  @Test
  void whatTheSeedDoesNotDecideIsFound() {
    var hidden = new AtomicInteger();
    assertThatThrownBy(() ->
            seeds.run(
                Seeds.TWICE_ONE_IN,
                sim -> {
                  sim.after(Duration.ofMillis(hidden.incrementAndGet()), () -> sim.note("late"));
                  sim.runFor(Duration.ofSeconds(1));
                }))
        .hasMessageContaining("two different runs");
  }

  @Test
  void aMistakeInTheFileIsNamed() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "12b\n");
    assertThatThrownBy(() -> seeds.kept())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12b")
        .hasMessageContaining("one number a line");
  }
}

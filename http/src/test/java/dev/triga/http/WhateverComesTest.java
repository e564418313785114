package dev.triga.http;

import dev.triga.http.websocket.FramesTarget;
import dev.triga.testing.Corpus;
import dev.triga.testing.Gen;
import dev.triga.testing.JazzerRun;
import dev.triga.testing.TrigaTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The parsers, fed with inputs that were worth keeping, with others made of them, and at night
/// with what Jazzer makes of them.
@TrigaTest
class WhateverComesTest {
  private static final int GENERATED = 1000;

  /// What is fuzzed.
  private enum Target {
    REQUESTS(RequestsTarget.class, RequestsTarget::fuzzerTestOneInput),
    PARTS(PartsTarget.class, PartsTarget::fuzzerTestOneInput),
    FRAMES(FramesTarget.class, FramesTarget::fuzzerTestOneInput);

    private final Class<?> type;
    private final Consumer<byte[]> input;

    Target(Class<?> type, Consumer<byte[]> input) {
      this.type = type;
      this.input = input;
    }

    Corpus corpus() {
      return Corpus.of(type, "corpus/" + name().toLowerCase(Locale.ROOT) + ".txt");
    }

    void feed(byte[] data) {
      try {
        input.accept(data);
      } catch (Throwable t) {
        throw new AssertionError(
            this + " fails with this input, which belongs in its corpus: " + Corpus.line(data), t);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasFoundBeforeIsHarmless(Target target) {
    target.corpus().inputs().forEach(target::feed);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMadeOfItIsHarmless(Target target, Gen gen) {
    var corpus = target.corpus();
    for (int i = 0; i < GENERATED; i++) {
      target.feed(corpus.variation(gen));
    }
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
  void nothingIsFoundAtNight(Target target, @TempDir Path folder) throws Exception {
    JazzerRun.findNothing(target.type, target.corpus(), List.of("dev.triga.http"), folder);
  }
}

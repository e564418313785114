package dev.triga.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Corpus;
import dev.triga.testing.Gen;
import dev.triga.testing.TrigaTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The inputs that were worth keeping, and others made of them: the normal run's share of fuzzing.
@TrigaTest
class WhateverComesTest {
  @ParameterizedTest
  @EnumSource
  void whatWasFoundBeforeIsHarmless(Target target) {
    target.corpus().inputs().forEach(data -> feed(target, data));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMadeOfItIsHarmless(Target target, Gen gen) {
    var corpus = target.corpus();
    for (int i = 0; i < target.generated(); i++) {
      feed(target, corpus.variation(gen));
    }
  }

  private static void feed(Target target, byte[] data) {
    try {
      target.feed(data);
    } catch (Throwable t) {
      throw new AssertionError(
          target
              + " fails with this input, which belongs in "
              + target.fileName()
              + ": "
              + Corpus.line(data),
          t);
    }
  }

  @Test
  void anyBytesCanBeALineOfACorpus(Gen gen) {
    for (int i = 0; i < 200; i++) {
      byte[] data = gen.bytes(50);
      String line = Corpus.line(data);
      assertThat(line).matches("[ -~]*").doesNotStartWith("#");
      assertThat(Corpus.bytes(line)).isEqualTo(data);
    }
  }
}

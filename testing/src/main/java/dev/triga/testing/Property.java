package dev.triga.testing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Checks that something holds for all values that a [Gen] can make, by trying many, and, when it
/// does not hold for some, looks for the simplest ones for which it does not. For one thread.
///
/// ```java
/// @Test
/// void whatIsEncodedCanBeDecoded(Seed seed) {
///   Property.holds(seed, 500, gen -> {
///     var message = gen.string(100);
///     assertEquals(message, decode(encode(message)));
///   });
/// }
/// ```
///
/// The simplest case is found by making the random choices fewer and smaller, so it works for all
/// that a test makes of them, and a test needs no shrinking of its own. What the failing case drew
/// is listed in the message.
public final class Property {
  /// How many simpler cases are tried after a failure.
  public static final int SIMPLER_TRIES_MAX = 2_000;

  /// One case.
  @FunctionalInterface
  public interface Case {
    /// Draws values and checks.
    ///
    /// @throws Throwable if it does not hold for them
    void check(Gen gen) throws Throwable;
  }

  private final Case check;
  private int tries;

  private Property(Case check) {
    this.check = check;
  }

  /// Checks that many cases, the first failure of which is made simpler.
  ///
  /// @throws AssertionError if one fails: with the values of the simplest, and its failure as the
  ///   cause
  public static void holds(Seed seed, int cases, Case check) {
    var random = seed.random();
    var property = new Property(check);
    for (int i = 1; i <= cases; i++) {
      var choices = Choices.recording(random);
      var failure = property.failureOf(new Gen(seed, choices));
      if (failure != null) {
        throw property.report(seed, i, choices.drawn(), failure);
      }
    }
  }

  private AssertionError report(Seed seed, int number, int[] choices, Throwable first) {
    int[] simplest = simplest(choices, first.getClass());
    var gen = new Gen(seed, Choices.replaying(simplest));
    var failure = failureOf(gen);
    return new AssertionError(
        "does not hold in case "
            + number
            + ", "
            + seed
            + "; in the simplest of "
            + tries
            + " tries it drew:\n  "
            + String.join("\n  ", gen.drawn())
            + "\n"
            + failure,
        failure);
  }

  private @Nullable Throwable failureOf(Gen gen) {
    try {
      check.check(gen);
      return null;
    } catch (Choices.UselessException e) {
      return null;
    } catch (Throwable t) {
      if (t instanceof VirtualMachineError fatal && !(t instanceof StackOverflowError)) {
        throw fatal;
      }
      return t;
    }
  }

  /// Fewer and smaller choices that fail in the same way.
  private int[] simplest(int[] choices, Class<? extends Throwable> failure) {
    int[] best = choices;
    boolean better = true;
    while (better && tries < SIMPLER_TRIES_MAX) {
      int[] before = best;
      best = withoutParts(best, failure);
      best = withSmaller(best, failure);
      better = !Arrays.equals(before, best);
    }
    return best;
  }

  private int[] withoutParts(int[] choices, Class<? extends Throwable> failure) {
    int[] best = choices;
    for (int part = Math.max(1, best.length / 2); part >= 1; part /= 2) {
      for (int from = best.length - part; from >= 0; from -= part) {
        if (from + part <= best.length) {
          int[] shorter = new int[best.length - part];
          System.arraycopy(best, 0, shorter, 0, from);
          System.arraycopy(best, from + part, shorter, from, best.length - from - part);
          if (fails(shorter, failure)) {
            best = shorter;
          }
        }
      }
    }
    return best;
  }

  private int[] withSmaller(int[] choices, Class<? extends Throwable> failure) {
    int[] best = choices;
    for (int i = 0; i < best.length; i++) {
      // The smallest that still fails, by halving the distance; the choices are unsigned.
      long low = 0;
      long high = Integer.toUnsignedLong(best[i]);
      while (low < high && tries < SIMPLER_TRIES_MAX) {
        long middle = (low + high) >>> 1;
        int[] smaller = best.clone();
        smaller[i] = (int) middle;
        if (fails(smaller, failure)) {
          best = smaller;
          high = middle;
        } else {
          low = middle + 1;
        }
      }
    }
    return best;
  }

  private boolean fails(int[] choices, Class<? extends Throwable> failure) {
    if (tries >= SIMPLER_TRIES_MAX) {
      return false;
    }
    tries++;
    return failure.isInstance(failureOf(new Gen(new Seed(0), Choices.replaying(choices))));
  }
}

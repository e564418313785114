package dev.triga.testing;

import java.util.Arrays;
import java.util.Random;

/// A random source that writes down what was drawn from it, or gives again what was once written
/// down; after the end of that it gives zeros. Smaller numbers lead to smaller values, so a list of
/// choices can be made simpler without knowing what is made of it.
final class Choices extends Random {
  private static final long serialVersionUID = 1L;

  /// How many zeros are given after the end; whoever needs more is not content with zeros.
  private static final int ZEROS_MAX = 10_000;

  /// Nothing can be made of these choices.
  static final class UselessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UselessException() {
      super("the choices lead nowhere", null, false, false);
    }
  }

  private final transient Random source;
  private final boolean replays;
  private int[] drawn;
  private int size;

  private Choices(Random source, int[] given) {
    super(0);
    this.source = source;
    this.replays = given.length > 0;
    this.drawn = given.length > 0 ? given : new int[64];
  }

  static Choices recording(Random source) {
    return new Choices(source, new int[0]);
  }

  static Choices replaying(int[] given) {
    return new Choices(new Random(0), given.length > 0 ? given : new int[1]);
  }

  int[] drawn() {
    return Arrays.copyOf(drawn, Math.min(size, drawn.length));
  }

  @Override
  protected int next(int bits) {
    if (source == null) {
      return 0; // Called by the constructor of the class above.
    }
    int mask = bits == 32 ? -1 : (1 << bits) - 1;
    return replays ? given() & mask : written(source.nextInt() >>> (32 - bits));
  }

  /// A bounded number is one choice, so that a smaller choice is a smaller number.
  @Override
  public int nextInt(int bound) {
    return nextInt(0, bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    return (int) nextLong(origin, bound);
  }

  @Override
  public long nextLong(long origin, long bound) {
    long count = bound - origin;
    if (count <= 0) {
      return super.nextLong(origin, bound); // Too many to count, or a mistake that it reports.
    }
    return origin + below(count, 0);
  }

  /// A number from 0 to `count - 1`; once in `edgeOneIn` times one of these two, unless that is 0.
  /// Whether it is an edge is no choice of its own: so a case with one becomes simpler like any
  /// other.
  long below(long count, int edgeOneIn) {
    if (replays) {
      long high = count > Integer.MAX_VALUE ? Integer.toUnsignedLong(given()) << 32 : 0;
      long chosen = high | Integer.toUnsignedLong(given());
      return chosen < 0 ? count - 1 : Math.min(chosen, count - 1);
    }
    boolean isEdge = edgeOneIn > 0 && source.nextInt(edgeOneIn) == 0;
    long chosen = isEdge ? (source.nextBoolean() ? count - 1 : 0) : source.nextLong(count);
    if (count > Integer.MAX_VALUE) {
      var ignored = written((int) (chosen >>> 32));
    }
    var ignored = written((int) chosen);
    return chosen;
  }

  private int given() {
    if (size > drawn.length + ZEROS_MAX) {
      throw new UselessException();
    }
    int value = size < drawn.length ? drawn[size] : 0;
    size++;
    return value;
  }

  private int written(int value) {
    if (size == drawn.length) {
      drawn = Arrays.copyOf(drawn, 2 * size);
    }
    drawn[size++] = value;
    return value;
  }
}

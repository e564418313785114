package dev.triga.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Makes random values for tests, with a liking for the edges where mistakes live. Everything
/// follows from the seed. For one thread.
///
/// ```java
/// @Test
/// void anyChunkingDecodesTheSame(Gen gen) {
///   byte[] message = gen.bytes(1000);
///   for (byte[] chunk : gen.chunks(message)) decoder.accept(chunk);
///   assertArrayEquals(message, decoder.result());
/// }
/// ```
public final class Gen {
  private static final int EDGE_ONE_IN = 8;

  private final Seed seed;
  private final Random random;

  /// What was drawn, in a [Property]; what a value is made of is not listed beside it.
  private final List<String> drawn = new ArrayList<>();

  private int depth;

  /// A generator that begins at `seed`.
  public Gen(Seed seed) {
    this.seed = seed;
    this.random = seed.random();
  }

  Gen(Seed seed, Choices choices) {
    this.seed = seed;
    this.random = choices;
  }

  List<String> drawn() {
    return drawn;
  }

  private <T> T draw(String what, Supplier<T> value) {
    if (!(random instanceof Choices)) {
      return value.get();
    }
    depth++;
    T made;
    try {
      made = value.get();
    } finally {
      depth--;
    }
    if (depth == 0) {
      drawn.add(what + ": " + text(made));
    }
    return made;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? bytes.length + " bytes " + HexFormat.of().formatHex(bytes, 0, Math.min(64, bytes.length))
        : value.toString();
  }

  /// Where it began.
  public Seed seed() {
    return seed;
  }

  /// The source below, for what is not offered here.
  public Random random() {
    return random;
  }

  /// True once in `n` times on average.
  ///
  /// @throws IllegalArgumentException if `n` is less than 1
  public boolean oneIn(int n) {
    // Simpler choices lead to "no".
    return draw("one in " + n, () -> random.nextInt(n) == n - 1);
  }

  /// A number from `low` to `high`, both included; the two ends come up more often than others.
  ///
  /// @throws IllegalArgumentException if `low` is above `high`
  public int between(int low, int high) {
    return (int) between((long) low, (long) high);
  }

  /// A number from `low` to `high`, both included; the two ends come up more often than others.
  ///
  /// @throws IllegalArgumentException if `low` is above `high`
  public long between(long low, long high) {
    if (low > high) {
      throw new IllegalArgumentException("no number lies between " + low + " and " + high);
    }
    return draw("number", () -> number(low, high));
  }

  private long number(long low, long high) {
    if (random instanceof Choices choices && high - low >= 0 && high - low < Long.MAX_VALUE) {
      return low + choices.below(high - low + 1, EDGE_ONE_IN);
    }
    if (oneIn(EDGE_ONE_IN)) {
      return random.nextBoolean() ? high : low;
    }
    return high == Long.MAX_VALUE
        ? (low == Long.MIN_VALUE ? random.nextLong() : random.nextLong(low - 1, high) + 1)
        : random.nextLong(low, high + 1);
  }

  /// Any number, with a liking for those around 0, the powers of two and the limits.
  public int anyInt() {
    return draw(
        "number",
        () ->
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt(-3, 4);
              case 1 -> (1 << random.nextInt(32)) + random.nextInt(-1, 2);
              case 2 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
              default -> random.nextInt();
            });
  }

  /// A length of time from zero to `max`, with a liking for both.
  public Duration durationUpTo(Duration max) {
    return draw("time", () -> Duration.ofNanos(between(0L, max.toNanos())));
  }

  /// From 0 to `maxLength` bytes of any value.
  public byte[] bytes(int maxLength) {
    return draw("bytes", () -> exactBytes(between(0, maxLength)));
  }

  /// Exactly `length` bytes of any value.
  public byte[] exactBytes(int length) {
    return draw(
        "bytes",
        () -> {
          var bytes = new byte[length];
          random.nextBytes(bytes);
          return bytes;
        });
  }

  /// From 0 to `maxLength` characters (code points): letters, but also controls, line ends, and
  /// such as need one to four bytes in UTF-8. Never half a surrogate pair.
  public String string(int maxLength) {
    return draw(
        "text",
        () -> {
          int length = between(0, maxLength);
          var text = new StringBuilder(length);
          for (int i = 0; i < length; i++) {
            text.appendCodePoint(codePoint());
          }
          return text.toString();
        });
  }

  private int codePoint() {
    return switch (random.nextInt(8)) {
      case 7 -> random.nextInt(0x20);
      case 6 -> random.nextInt(0x80, 0x800);
      case 5 -> random.nextInt(0x800, 0xD800);
      case 4 -> random.nextInt(0x10000, 0x110000);
      default -> random.nextInt(0x20, 0x7F);
    };
  }

  /// One of the values.
  ///
  /// @throws IllegalArgumentException if there are none
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only read.
  public final <T> T oneOf(T... values) {
    return oneOf(List.of(values));
  }

  /// One of the values.
  ///
  /// @throws IllegalArgumentException if there are none
  public <T> T oneOf(List<T> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to choose from");
    }
    return draw("one of", () -> values.get(random.nextInt(values.size())));
  }

  /// From 0 to `maxSize` values, each made by `element`.
  public <T> List<T> list(int maxSize, Supplier<T> element) {
    return draw(
        "list",
        () -> {
          var list = new ArrayList<T>();
          int size = between(0, maxSize);
          for (int i = 0; i < size; i++) {
            list.add(element.get());
          }
          return list;
        });
  }

  /// The values in some order.
  public <T> List<T> shuffled(List<T> values) {
    var list = new ArrayList<>(values);
    Collections.shuffle(list, random);
    return list;
  }

  /// The bytes cut into pieces that are not empty: all at once, one by one, or anything between.
  public List<byte[]> chunks(byte[] whole) {
    var chunks = new ArrayList<byte[]>();
    int mostPerChunk =
        switch (random.nextInt(4)) {
          case 0 -> 1;
          case 1 -> Math.max(1, whole.length);
          default -> between(1, Math.max(1, whole.length));
        };
    for (int from = 0; from < whole.length; ) {
      int to = Math.min(whole.length, from + random.nextInt(1, mostPerChunk + 1));
      chunks.add(Arrays.copyOfRange(whole, from, to));
      from = to;
    }
    return chunks;
  }

  @Override
  public String toString() {
    return "generator from " + seed;
  }
}

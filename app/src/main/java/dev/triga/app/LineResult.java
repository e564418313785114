package dev.triga.app;

import static java.nio.charset.StandardCharsets.UTF_8;

/// What came of a line: what to print for it. The arrays belong to who has it.
final class LineResult {
  private static final byte[] NOTHING = {};

  /// It was done in an earlier run.
  static final LineResult RESUMED = new LineResult(NOTHING, NOTHING);

  private final byte[] out;
  private final byte[] err;

  LineResult(byte[] out, byte[] err) {
    this.out = out;
    this.err = err;
  }

  /// A value, on a line of its own.
  static LineResult of(Object value) {
    return new LineResult((value + "\n").getBytes(UTF_8), NOTHING);
  }

  byte[] out() {
    return out;
  }

  byte[] err() {
    return err;
  }
}

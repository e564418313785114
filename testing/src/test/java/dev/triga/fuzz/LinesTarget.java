package dev.triga.fuzz;

import dev.triga.protocol.Framing;
import java.util.Arrays;

/// Lines: the first byte says with which delimiter and limit.
public final class LinesTarget {
  private static final Framing[] FRAMINGS = {
    Framing.lines(), Framing.lines("\n"), Framing.lines("abab").limit(50), Framing.lines().limit(3)
  };

  private LinesTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      Frames.check(FRAMINGS[data[0] & 3], Arrays.copyOfRange(data, 1, data.length));
    }
  }
}

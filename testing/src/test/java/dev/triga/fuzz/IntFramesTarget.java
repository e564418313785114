package dev.triga.fuzz;

import dev.triga.protocol.Framing;
import java.util.Arrays;

/// Frames behind their length: the first byte says of how many bytes that is.
public final class IntFramesTarget {
  private static final Framing[] FRAMINGS = {
    Framing.int8(), Framing.int16().limit(1000), Framing.int32().limit(1000), Framing.fixed(3)
  };

  private IntFramesTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      Frames.check(FRAMINGS[data[0] & 3], Arrays.copyOfRange(data, 1, data.length));
    }
  }
}

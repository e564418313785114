package dev.triga.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A multipart body with the boundary `xy`: the first byte says how it is cut. However that is, the
/// same parts are understood.
public final class PartsTarget {
  private PartsTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    String whole = read(bytes, Math.max(1, bytes.length));
    String pieces = read(bytes, 1 + (data[0] & 15));
    if (!whole.equals(pieces)) {
      throw new AssertionError("in one: " + whole + ", in pieces: " + pieces);
    }
  }

  private static String read(byte[] bytes, int size) {
    var parts = new PartsRead(10_000);
    try {
      for (int from = 0; from < bytes.length; from += size) {
        parts.add(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)));
      }
    } catch (HttpFailure refused) {
      return parts.whole() + refused.status();
    }
    return parts.whole();
  }
}

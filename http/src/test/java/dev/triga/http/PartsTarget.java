package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
    var parser = new MultipartParser("xy", 10_000);
    var found = new StringBuilder();
    boolean isInside = false;
    try {
      for (int from = 0; from < bytes.length; from += size) {
        parser.add(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)));
        for (boolean isMore = true; isMore; ) {
          if (isInside) {
            var content = parser.content();
            isMore = content != null;
            if (content != null) {
              found.append(ISO_8859_1.decode(content));
            } else if (parser.isContentOver()) {
              found.append('|');
              isInside = false;
              isMore = true;
            }
          } else {
            var head = parser.head();
            isMore = head != null;
            if (head != null) {
              isInside = true;
              found.append(head).append('>');
              FieldValue.parse(head.toString());
            }
          }
        }
      }
    } catch (HttpFailure refused) {
      // Of a part that ends in a refusal, how much came before depends on the cut.
      return found.substring(0, found.lastIndexOf("|") + 1) + refused.status();
    }
    return isInside ? found.substring(0, found.lastIndexOf("|") + 1) : found.toString();
  }
}

package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Requests: the first byte says how they are cut. However that is, and whether Jetty's parser
/// reads their heads alone or we some of it, the same ones are understood.
public final class RequestsTarget {
  private static final HttpLimits LIMITS = HttpLimits.DEFAULT.withHead(600, 8).withBodyBytes(300);

  private RequestsTarget() {}

  /// What was understood.
  ///
  /// @param requests the whole ones, in order
  /// @param refusal the status with which the rest was refused, or 0
  private record Understood(List<String> requests, int refusal) {
    /// When a mistake or a limit is noticed depends on how much comes at once; what was understood
    /// before a mistake does not.
    boolean agrees(Understood other) {
      int common = Math.min(requests.size(), other.requests.size());
      boolean isSame = requests.subList(0, common).equals(other.requests.subList(0, common));
      boolean isLimited = isLimit(refusal) || isLimit(other.refusal);
      return isSame && (isLimited || requests.size() == other.requests.size());
    }

    private static boolean isLimit(int status) {
      return status == 413 || status == 414 || status == 431;
    }
  }

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    var direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    Understood alone = read(direct, Math.max(1, bytes.length));
    Understood whole = read(ByteBuffer.wrap(bytes), Math.max(1, bytes.length));
    Understood pieces = read(ByteBuffer.wrap(bytes), 1 + (data[0] & 15));
    if (!whole.agrees(pieces) || !alone.agrees(whole)) {
      throw new AssertionError(
          "in one: " + whole + ", in pieces: " + pieces + ", by Jetty's parser: " + alone);
    }
  }

  private static Understood read(ByteBuffer bytes, int size) {
    List<String> requests = new ArrayList<>();
    var parser = new RequestParser(LIMITS);
    var body = new StringBuilder();
    try {
      for (int from = 0; from < bytes.limit(); from += size) {
        var data = bytes.slice(from, Math.min(size, bytes.limit() - from));
        while (data.hasRemaining()) {
          parser.parse(data, piece -> body.append(ISO_8859_1.decode(piece.duplicate())));
          var head = parser.head();
          if (head != null && parser.isMessageRead()) {
            requests.add(
                head.method()
                    + " "
                    + head.target()
                    + "\n"
                    + head.headers()
                    + body
                    + "\n"
                    + parser.trailers());
            body.setLength(0);
            parser.reset();
          }
        }
      }
    } catch (HttpFailure refused) {
      return new Understood(requests, refused.status());
    }
    return new Understood(requests, 0);
  }
}

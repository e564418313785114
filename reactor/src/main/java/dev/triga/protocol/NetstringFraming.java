package dev.triga.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// `LENGTH:BYTES,`: the length in decimal digits, none of them a leading zero.
///
/// Source: D. J. Bernstein, "Netstrings", 1997.
final class NetstringFraming extends Framing {
  /// The digits of the greatest length that an int can say.
  private static final int DIGITS_MAX = 10;

  NetstringFraming(int limitBytes) {
    super(limitBytes);
  }

  @Override
  public Framing limit(int bytes) {
    return new NetstringFraming(bytes);
  }

  @Override
  void find(ByteBuffer data, Cut cut) {
    long size = 0;
    int start = data.position();
    int end = data.limit();
    for (int at = start; at < end; at++) {
      byte b = data.get(at);
      int digits = at - start;
      if (b == ':' && digits > 0) {
        findEnd(data, digits + 1, (int) size, cut);
        return;
      }
      if (b < '0' || b > '9' || (digits == 1 && size == 0)) {
        cut.refuse("a netstring begins with " + Shown.of(data) + " and not with its length");
        return;
      }
      size = size * 10 + (b - '0');
      if (size > limitBytes() || digits == DIGITS_MAX) {
        cut.refuse(tooLong(size));
        return;
      }
    }
    cut.unfinished();
  }

  private static void findEnd(ByteBuffer data, int head, int size, Cut cut) {
    if (data.remaining() - head <= size) {
      cut.unfinished();
    } else if (data.get(data.position() + head + size) != ',') {
      cut.refuse("a netstring of " + size + " bytes does not end with a comma");
    } else {
      cut.found(head, size, 1);
    }
  }

  @Override
  int overheadBytes() {
    return DIGITS_MAX + 2;
  }

  @Override
  void head(ByteBuffer frame, ByteBuffer to) {
    checkSize(frame);
    to.put((frame.remaining() + ":").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  void tail(ByteBuffer to) {
    to.put((byte) ',');
  }

  @Override
  public String toString() {
    return "netstrings of at most " + limitBytes() + " bytes";
  }
}

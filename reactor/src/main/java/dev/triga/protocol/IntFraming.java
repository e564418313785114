package dev.triga.protocol;

import java.nio.ByteBuffer;

/// A length in one, two or four bytes, then the frame.
final class IntFraming extends Framing {
  private final int prefixBytes;

  IntFraming(int prefixBytes, int limitBytes) {
    super(limitBytes);
    this.prefixBytes = prefixBytes;
    if (limitBytes > greatest(prefixBytes)) {
      throw new IllegalArgumentException(
          "frame limit "
              + limitBytes
              + " is more than a prefix of "
              + prefixBytes
              + " bytes can say: "
              + greatest(prefixBytes));
    }
  }

  /// The greatest length that a prefix can say and a buffer can hold.
  static int greatest(int prefixBytes) {
    return prefixBytes == 4 ? Integer.MAX_VALUE : (1 << (8 * prefixBytes)) - 1;
  }

  @Override
  public Framing limit(int bytes) {
    return new IntFraming(prefixBytes, bytes);
  }

  @Override
  void find(ByteBuffer data, Cut cut) {
    if (data.remaining() < prefixBytes) {
      cut.unfinished();
      return;
    }
    long size = 0;
    for (int i = 0; i < prefixBytes; i++) {
      size = (size << 8) | (data.get(data.position() + i) & 0xff);
    }
    if (size > limitBytes()) {
      cut.refuse(tooLong(size));
    } else if (data.remaining() - prefixBytes < size) {
      cut.unfinished();
    } else {
      cut.found(prefixBytes, (int) size, 0);
    }
  }

  @Override
  int overheadBytes() {
    return prefixBytes;
  }

  @Override
  void head(ByteBuffer frame, ByteBuffer to) {
    checkSize(frame);
    for (int shift = 8 * (prefixBytes - 1); shift >= 0; shift -= 8) {
      to.put((byte) (frame.remaining() >>> shift));
    }
  }

  @Override
  void tail(ByteBuffer to) {}

  @Override
  public String toString() {
    return "int" + 8 * prefixBytes + " frames of at most " + limitBytes() + " bytes";
  }
}

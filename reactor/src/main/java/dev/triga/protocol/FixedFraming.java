package dev.triga.protocol;

import java.nio.ByteBuffer;

/// Frames of one size, with nothing between them.
final class FixedFraming extends Framing {
  FixedFraming(int sizeBytes) {
    super(sizeBytes);
    if (sizeBytes < 1) {
      throw new IllegalArgumentException("frame size " + sizeBytes + " is not positive");
    }
  }

  @Override
  public Framing limit(int bytes) {
    if (bytes != limitBytes()) {
      throw new IllegalArgumentException(
          "frames of " + limitBytes() + " bytes cannot have the limit " + bytes);
    }
    return this;
  }

  @Override
  void find(ByteBuffer data, Cut cut) {
    if (data.remaining() < limitBytes()) {
      cut.unfinished();
    } else {
      cut.found(0, limitBytes(), 0);
    }
  }

  @Override
  int overheadBytes() {
    return 0;
  }

  @Override
  void head(ByteBuffer frame, ByteBuffer to) {
    if (frame.remaining() != limitBytes()) {
      throw new IllegalArgumentException(
          "a frame of " + frame.remaining() + " bytes has not the size " + limitBytes());
    }
  }

  @Override
  void tail(ByteBuffer to) {}

  @Override
  public String toString() {
    return "frames of " + limitBytes() + " bytes";
  }
}

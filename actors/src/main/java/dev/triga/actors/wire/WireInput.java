package dev.triga.actors.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads the bytes of one message; everything is checked against what is there. One thread at a
/// time.
public final class WireInput {
  private final ByteBuffer data;

  /// Reads what lies between position and limit.
  public WireInput(ByteBuffer data) {
    this.data = data;
  }

  /// Reads all of it.
  public static WireInput of(byte[] message) {
    return new WireInput(ByteBuffer.wrap(message));
  }

  /// How many bytes are left.
  public int remaining() {
    return data.remaining();
  }

  /// The next byte, from 0 to 255.
  public int takeByte() {
    need(1);
    return data.get() & 0xff;
  }

  /// The next number of [WireOutput#putNumber].
  public long takeNumber() {
    long folded = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = takeByte();
      folded |= (next & 0x7fL) << shift;
      if ((next & 0x80) == 0) {
        return (folded >>> 1) ^ -(folded & 1);
      }
    }
    throw new WireException("a number of more than ten bytes");
  }

  /// The next number, which counts something and may be at most `max`.
  public int takeCount(int max) {
    long count = takeNumber();
    if (count < 0 || count > max) {
      throw new WireException("a count of " + count + " is not within 0.." + max);
    }
    return (int) count;
  }

  /// The next eight bytes.
  public long takeLong() {
    need(Long.BYTES);
    return data.getLong();
  }

  /// The next text.
  public String takeText() {
    return new String(takeBytes(), StandardCharsets.UTF_8);
  }

  /// The next bytes, as an array of their own.
  public byte[] takeBytes() {
    byte[] taken = new byte[takeCount(data.remaining())];
    data.get(taken);
    return taken;
  }

  /// Says so when something is left.
  public void end() {
    if (data.hasRemaining()) {
      throw new WireException(data.remaining() + " bytes are left behind the message");
    }
  }

  private void need(int count) {
    if (data.remaining() < count) {
      throw new WireException(
          "the message ends in the middle: "
              + count
              + " bytes expected, "
              + data.remaining()
              + " left");
    }
  }
}

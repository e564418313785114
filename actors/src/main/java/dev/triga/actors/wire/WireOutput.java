package dev.triga.actors.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of one message while it is made. It can be [cleared][#clear] and used again, and keeps
/// its memory then unless that has become large. One thread at a time.
///
/// Whole numbers are written in groups of seven bits, the lowest first, so that small ones are
/// short; negative ones are folded between the positive ones first.
public final class WireOutput {
  /// The most bytes a message may have: 64 MiB, as many as a connection may hold unsent.
  public static final int MESSAGE_BYTES_MAX = 64 << 20;

  /// Room before the message for the head of its first frame.
  static final int HEAD_BYTES = 5;

  private static final int FIRST_BYTES = 256;

  /// More than this is given back by [#clear].
  private static final int KEPT_BYTES_MAX = 64 << 10;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int end = HEAD_BYTES;

  /// An empty message.
  public WireOutput() {}

  /// How many bytes the message has.
  public int size() {
    return end - HEAD_BYTES;
  }

  /// Begins anew.
  public WireOutput clear() {
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[FIRST_BYTES];
    }
    end = HEAD_BYTES;
    return this;
  }

  /// Takes back what was written since the message had `size` bytes.
  void truncate(int size) {
    end = HEAD_BYTES + size;
  }

  /// Writes one byte, the lowest of the number.
  public WireOutput putByte(int value) {
    room(1);
    bytes[end++] = (byte) value;
    return this;
  }

  /// Writes a number that is often small.
  public WireOutput putNumber(long value) {
    room(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes[end++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[end++] = (byte) rest;
    return this;
  }

  /// Writes eight bytes, the highest first.
  public WireOutput putLong(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[end++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// Writes a text behind its length.
  public WireOutput putText(String text) {
    return putBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes bytes behind their number.
  public WireOutput putBytes(byte[] data) {
    putNumber(data.length);
    room(data.length);
    System.arraycopy(data, 0, bytes, end, data.length);
    end += data.length;
    return this;
  }

  /// The message in an object of its own.
  public WireOutput copy() {
    var copy = new WireOutput();
    copy.bytes = Arrays.copyOf(bytes, end);
    copy.end = end;
    return copy;
  }

  /// The message as bytes of its own.
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, HEAD_BYTES, end);
  }

  /// The message as one frame, in this object's memory: valid until it is changed.
  public ByteBuffer asFrame(int flags) {
    int length = end - HEAD_BYTES + 1;
    bytes[0] = (byte) (length >>> 24);
    bytes[1] = (byte) (length >>> 16);
    bytes[2] = (byte) (length >>> 8);
    bytes[3] = (byte) length;
    bytes[4] = (byte) flags;
    return ByteBuffer.wrap(bytes, 0, end);
  }

  private void room(int count) {
    int needed = end + count;
    if (needed < 0 || needed - HEAD_BYTES > MESSAGE_BYTES_MAX) {
      throw new WireException(
          "a message of more than "
              + MESSAGE_BYTES_MAX
              + " bytes cannot be sent: send it in parts, or put it in a file and send its name");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, 1 << 28)));
    }
  }
}

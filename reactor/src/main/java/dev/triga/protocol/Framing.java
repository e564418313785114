package dev.triga.protocol;

import java.nio.ByteBuffer;

/// How a stream of bytes is cut into frames: a value, safe to share between connections and
/// threads.
///
/// Every framing has a limit on the bytes of a frame, without what stands around them; a longer one
/// is refused before it is stored.
public abstract sealed class Framing
    permits DelimitedFraming, FixedFraming, IntFraming, NetstringFraming {
  /// The limit on length-prefixed frames unless [#limit(int)] says otherwise, in bytes: that of
  /// Twisted's Int and netstring receivers.
  public static final int DEFAULT_LIMIT_BYTES = 99_999;

  /// The limit on lines unless [#limit(int)] says otherwise, in bytes without the delimiter: that
  /// of Twisted's LineReceiver.
  public static final int DEFAULT_LINE_LIMIT_BYTES = 16_384;

  private final int limitBytes;

  Framing(int limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException("frame limit " + limitBytes + " is negative");
    }
    this.limitBytes = limitBytes;
  }

  /// Frames behind their length in one unsigned byte.
  public static Framing int8() {
    return new IntFraming(1, IntFraming.greatest(1));
  }

  /// Frames behind their length in two bytes, big-endian, unsigned.
  public static Framing int16() {
    return new IntFraming(2, IntFraming.greatest(2));
  }

  /// Frames behind their length in four bytes, big-endian, unsigned.
  public static Framing int32() {
    return new IntFraming(4, DEFAULT_LIMIT_BYTES);
  }

  /// Frames written `LENGTH:BYTES,` with the length in decimal digits, without a leading zero.
  public static Framing netstrings() {
    return new NetstringFraming(DEFAULT_LIMIT_BYTES);
  }

  /// Frames that all have the same size, with nothing between them.
  ///
  /// @throws IllegalArgumentException unless the size is positive
  public static Framing fixed(int bytes) {
    return new FixedFraming(bytes);
  }

  /// Lines that end with CR LF.
  public static Framing lines() {
    return lines("\r\n");
  }

  /// Lines that end with a delimiter of one's own.
  ///
  /// @param delimiter one to 16 characters below 256, each of which is one byte
  /// @throws IllegalArgumentException if the delimiter is none
  public static Framing lines(String delimiter) {
    return new DelimitedFraming(delimiter, DEFAULT_LINE_LIMIT_BYTES);
  }

  /// The same framing with another limit on the bytes of a frame.
  ///
  /// @throws IllegalArgumentException if it is negative, or more than the prefix can say
  public abstract Framing limit(int bytes);

  /// How many bytes a frame may have.
  public final int limitBytes() {
    return limitBytes;
  }

  /// Looks for the end of the frame that begins at the buffer's position, and says in `cut` what it
  /// found. Leaves the buffer as it is.
  abstract void find(ByteBuffer data, Cut cut);

  /// The greatest number of bytes around those of a frame.
  abstract int overheadBytes();

  /// What to write before the bytes of a frame.
  ///
  /// @throws IllegalArgumentException if the frame cannot be written so
  abstract void head(ByteBuffer frame, ByteBuffer to);

  /// What to write behind the bytes of a frame.
  abstract void tail(ByteBuffer to);

  /// Refuses to write a frame that is longer than the limit.
  final void checkSize(ByteBuffer frame) {
    if (frame.remaining() > limitBytes) {
      throw new IllegalArgumentException(
          "a frame of " + frame.remaining() + " bytes is longer than the limit of " + limitBytes);
    }
  }

  final String tooLong(long bytes) {
    return "a frame of " + bytes + " bytes is longer than the limit of " + limitBytes;
  }
}

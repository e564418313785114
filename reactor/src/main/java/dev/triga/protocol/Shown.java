package dev.triga.protocol;

import java.nio.ByteBuffer;

/// Bytes as they may stand in a message or a log: printable ASCII as it is, the rest as `\xNN`, no
/// line break, bounded.
final class Shown {
  private static final int BYTES_MAX = 64;

  private Shown() {}

  static String of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /// From position to limit; leaves the buffer as it is.
  static String of(ByteBuffer data) {
    return of(data, BYTES_MAX);
  }

  static String of(ByteBuffer data, int bytesMax) {
    var text = new StringBuilder("'");
    int count = Math.min(data.remaining(), bytesMax);
    for (int i = 0; i < count; i++) {
      int b = data.get(data.position() + i) & 0xff;
      if (b >= ' ' && b < 0x7f && b != '\'' && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b));
      }
    }
    text.append('\'');
    if (count < data.remaining()) {
      text.append(" and ").append(data.remaining() - count).append(" bytes more");
    }
    return text.toString();
  }
}

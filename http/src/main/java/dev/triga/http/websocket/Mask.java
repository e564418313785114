package dev.triga.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Masking (RFC 6455, 5.3), which is its own inverse.
final class Mask {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Mask() {}

  /// Masks bytes in place, eight at a time.
  ///
  /// @param key the masking key, its first byte in the highest bits
  /// @return the key for the bytes behind these
  static int apply(byte[] bytes, int from, int to, int key) {
    long twice = ((long) key << Integer.SIZE) | (key & 0xffff_ffffL);
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
    }
    int rest = key;
    for (; at < to; at++) {
      bytes[at] ^= (byte) (rest >>> 24);
      rest = Integer.rotateLeft(rest, Byte.SIZE);
    }
    return rest;
  }
}

package dev.triga.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks UTF-8 as it comes in pieces (RFC 3629): the first byte that cannot be part of it is
/// noticed at once.
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
  private static final int LOWEST = 0x80;
  private static final int HIGHEST = 0xBF;

  /// How many bytes of a character are still to come.
  private int due;

  /// What the next of them may be.
  private int low = LOWEST;

  private int high = HIGHEST;

  /// Whether these bytes may follow those before.
  boolean accepts(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (due == 0) {
        at = behindAscii(bytes, at, to);
        if (at == to) {
          return true;
        }
      }
      int value = bytes[at++] & 0xff;
      if (!(due == 0 ? begins(value) : continues(value))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the text may end here.
  boolean isWhole() {
    return due == 0;
  }

  /// Another text begins.
  void reset() {
    due = 0;
    low = LOWEST;
    high = HIGHEST;
  }

  private static int behindAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - Long.BYTES && ((long) LONGS.get(bytes, at) & NOT_ASCII) == 0) {
      at += Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  /// The first byte of a character that is not ASCII; what may follow it leaves out characters that
  /// are written too long, surrogates, and what is above U+10FFFF.
  private boolean begins(int value) {
    if (value < 0xC2 || value > 0xF4) {
      return false;
    }
    if (value < 0xE0) {
      due = 1;
    } else if (value < 0xF0) {
      due = 2;
      low = value == 0xE0 ? 0xA0 : LOWEST;
      high = value == 0xED ? 0x9F : HIGHEST;
    } else {
      due = 3;
      low = value == 0xF0 ? 0x90 : LOWEST;
      high = value == 0xF4 ? 0x8F : HIGHEST;
    }
    return true;
  }

  private boolean continues(int value) {
    boolean fits = value >= low && value <= high;
    due--;
    low = LOWEST;
    high = HIGHEST;
    return fits;
  }
}

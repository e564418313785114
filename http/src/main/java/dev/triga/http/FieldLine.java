package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads one line of a head, if it is whole, well formed beyond doubt, and has nothing to do with
/// where a message ends: those are most of the bytes of a head, and are read here eight at a time.
/// All others are the parser's, which refuses what is malformed. On the turn.
final class FieldLine {
  /// What a line is.
  enum Kind {
    /// A whole field that frames nothing.
    PLAIN,
    /// A whole field that says where the message ends, or to which host it goes.
    FRAMING,
    /// The empty line behind the fields, a line that is not whole, or one that is malformed.
    OTHER
  }

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long BLANKS = ONES * ' ';
  private static final long DELETES = ONES * 0x7f;
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (int c = 0; c < 128; c++) {
      TOKEN[c] = FieldText.isTokenChar(c);
    }
  }

  private byte[] bytes = {};
  private int from;
  private int nameEnd;
  private int valueFrom;
  private int valueTo;
  private int end;

  /// Reads the line that begins at a place.
  ///
  /// @param limit where the bytes end that have come
  Kind read(byte[] head, int at, int limit) {
    bytes = head;
    from = at;
    int colon = at;
    while (colon < limit && TOKEN[bytes[colon] & 0xff]) {
      colon++;
    }
    if (colon == at || colon == limit || bytes[colon] != ':') {
      return Kind.OTHER;
    }
    nameEnd = colon;
    int stop = textEnd(colon + 1, limit);
    if (stop + 1 >= limit || bytes[stop] != '\r' || bytes[stop + 1] != '\n') {
      return Kind.OTHER;
    }
    end = stop + 2;
    trim(colon + 1, stop);
    return isFraming() ? Kind.FRAMING : Kind.PLAIN;
  }

  /// The first byte that is neither visible, nor a blank or a tab, nor above ASCII.
  private int textEnd(int start, int limit) {
    int at = start;
    while (at + Long.BYTES <= limit) {
      long eight = (long) EIGHT.get(bytes, at);
      long deletes = eight ^ DELETES;
      long found = (((eight - BLANKS) & ~eight) | ((deletes - ONES) & ~deletes)) & HIGH_BITS;
      if (found == 0) {
        at += Long.BYTES;
        continue;
      }
      // A borrow may mark what stands above the first one, never what stands below.
      at += Long.numberOfTrailingZeros(found) >>> 3;
      if (bytes[at] != '\t') {
        return at;
      }
      at++;
    }
    while (at < limit && isText(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isText(byte b) {
    return (b >= ' ' && b != 0x7f) || b == '\t' || b < 0;
  }

  private void trim(int start, int stop) {
    valueFrom = start;
    valueTo = stop;
    while (valueFrom < valueTo && isBlank(bytes[valueFrom])) {
      valueFrom++;
    }
    while (valueTo > valueFrom && isBlank(bytes[valueTo - 1])) {
      valueTo--;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private boolean isFraming() {
    return switch (nameEnd - from) {
      case 4 -> isNamed("host");
      case 14 -> isNamed("content-length");
      case 17 -> isNamed("transfer-encoding");
      default -> false;
    };
  }

  private boolean isNamed(String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      // Of what may be in a name, only letters have another one with this bit, and - has it.
      if ((bytes[from + i] | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The name, as it came.
  String name() {
    return new String(bytes, from, nameEnd - from, ISO_8859_1);
  }

  /// The value, without the blanks around it.
  String value() {
    return new String(bytes, valueFrom, valueTo - valueFrom, ISO_8859_1);
  }

  /// Where the next line begins.
  int end() {
    return end;
  }
}

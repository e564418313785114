package dev.triga.http;

import org.jspecify.annotations.Nullable;

/// A part of a file (RFC 9110, 14.1.2).
///
/// @param from the first byte
/// @param count how many; 0 if what was asked for is not there
record ByteRange(long from, long count) {
  private static final String UNIT = "bytes=";
  private static final int DIGITS_MAX = 18;

  /// What a `Range` asks for.
  ///
  /// @return null if it is none that has to be heeded: malformed, of another unit, or several
  static @Nullable ByteRange parse(String text, long size) {
    if (!text.startsWith(UNIT)) {
      return null;
    }
    String range = text.substring(UNIT.length()).strip();
    int dash = range.indexOf('-');
    if (dash < 0) {
      return null;
    }
    String first = range.substring(0, dash);
    String last = range.substring(dash + 1);
    if (!isNumberOrNothing(first) || !isNumberOrNothing(last)) {
      return null;
    }
    if (first.isEmpty()) {
      return last.isEmpty() ? null : suffix(Long.parseLong(last), size);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(last);
    if (to < from) {
      return null;
    }
    return from >= size ? new ByteRange(0, 0) : new ByteRange(from, Math.min(to + 1, size) - from);
  }

  private static ByteRange suffix(long length, long size) {
    long count = Math.min(length, size);
    return new ByteRange(size - count, count);
  }

  private static boolean isNumberOrNothing(String text) {
    return text.length() <= DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}

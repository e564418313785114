package dev.triga.app.settings;

import org.jspecify.annotations.Nullable;

/// Looks at texts letter by letter: each worker reads its settings when it starts, and the classes
/// of regular expressions would be loaded for nothing else.
final class Numerals {
  private static final int LENGTH_MAX = 20;

  private Numerals() {}

  /// Whether it is digits, with a minus before them if need be.
  static boolean isWhole(String text) {
    return isDigits(text.startsWith("-") ? text.substring(1) : text);
  }

  /// The whole number that a text is; null if it is none, or out of the range.
  static @Nullable Long within(String text, long min, long max) {
    if (!isWhole(text)) {
      return null;
    }
    try {
      long number = Long.parseLong(text);
      return number >= min && number <= max ? number : null;
    } catch (NumberFormatException e) {
      return null; // It is beyond any range.
    }
  }

  /// Whether it is digits, with a fraction if need be.
  static boolean isDecimal(String text) {
    int point = text.indexOf('.');
    return point < 0
        ? isDigits(text)
        : isDigits(text.substring(0, point)) && isDigits(text.substring(point + 1));
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty()
        && text.length() <= LENGTH_MAX
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// Whether it is lower-case words of letters and digits with hyphens between them.
  static boolean isName(String text) {
    boolean isWordDue = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z';
      boolean isDigit = c >= '0' && c <= '9';
      if (c == '-' ? isWordDue : !(isLetter || (isDigit && i > 0))) {
        return false;
      }
      isWordDue = c == '-';
    }
    return !isWordDue;
  }
}

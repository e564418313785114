package dev.triga.app.settings;

/// The four forms of strings in TOML.
final class TomlString {
  private TomlString() {}

  /// Takes a string with its quotes.
  static String read(TomlText text) {
    if (text.takeIf("\"\"\"")) {
      return lines(text, "\"\"\"", true);
    }
    if (text.takeIf("'''")) {
      return lines(text, "'''", false);
    }
    return text.takeIf("\"") ? line(text, '"', true) : line(text, (char) text.take(), false);
  }

  private static String line(TomlText text, char quote, boolean hasEscapes) {
    var value = new StringBuilder();
    while (text.peek() != quote) {
      if (text.peek() == TomlText.END || text.peek() == '\n' || text.peek() == '\r') {
        throw text.wrong("a string has no end on its line");
      }
      one(text, value, hasEscapes);
    }
    text.take();
    return value.toString();
  }

  private static String lines(TomlText text, String quotes, boolean hasEscapes) {
    var value = new StringBuilder();
    if (!text.takeIf("\r\n")) {
      text.takeIf("\n");
    }
    // Two more quotes may stand before the three that end it.
    while (!text.isNext(quotes) || text.isNext(quotes + quotes.charAt(0))) {
      if (text.peek() == TomlText.END) {
        throw text.wrong("a string has no end");
      }
      if (hasEscapes && isLineContinued(text)) {
        continue;
      }
      one(text, value, hasEscapes);
    }
    text.takeIf(quotes);
    return value.toString();
  }

  /// A backslash at the end of a line takes everything up to the next character that shows.
  private static boolean isLineContinued(TomlText text) {
    if (!text.isNext("\\\n") && !text.isNext("\\\r\n")) {
      return false;
    }
    text.take();
    while (" \t\r\n".indexOf(text.peek()) >= 0) {
      text.take();
    }
    return true;
  }

  private static void one(TomlText text, StringBuilder value, boolean hasEscapes) {
    int next = text.take();
    if (hasEscapes && next == '\\') {
      value.appendCodePoint(escaped(text));
    } else if (next < ' ' && "\t\r\n".indexOf(next) < 0) {
      throw text.wrong("a string has a control character");
    } else {
      value.append((char) next);
    }
  }

  private static int escaped(TomlText text) {
    int next = text.take();
    return switch (next) {
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case '"' -> '"';
      case '\\' -> '\\';
      case 'u' -> codePoint(text, 4);
      case 'U' -> codePoint(text, 8);
      default -> throw text.wrong("a string has an escape that there is not; write \\\\ for \\");
    };
  }

  private static int codePoint(TomlText text, int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(text.take(), 16);
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        throw text.wrong("an escape has " + digits + " digits of base 16");
      }
      value = value << 4 | digit;
    }
    if (!Character.isValidCodePoint(value) || value >= 0xD800 && value <= 0xDFFF) {
      throw text.wrong("there is no such character as an escape says");
    }
    return value;
  }
}

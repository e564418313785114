package dev.triga.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value with parameters, such as that of `Content-Type` (RFC 9110, 5.6.6).
///
/// @param text what stands before the parameters
/// @param params by their names in small letters; of one that is there twice the first
record FieldValue(String text, Map<String, String> params) {
  /// The value of a parameter, or null.
  @Nullable String param(String name) {
    return params.get(name);
  }

  /// Takes a value apart.
  ///
  /// @return null if it is malformed
  static @Nullable FieldValue parse(String value) {
    int end = value.indexOf(';');
    String text = (end < 0 ? value : value.substring(0, end)).strip();
    Map<String, String> params = new LinkedHashMap<>();
    int at = end < 0 ? value.length() : end;
    while (at < value.length()) {
      at = skipBlanks(value, at + 1);
      if (at == value.length() || value.charAt(at) == ';') {
        continue;
      }
      int equals = value.indexOf('=', at);
      if (equals < 0 || !isToken(value, at, equals)) {
        return null;
      }
      String name = value.substring(at, equals).toLowerCase(Locale.ROOT);
      var found = new StringBuilder();
      at = skipBlanks(value, read(value, equals + 1, found));
      if (at < 0 || (at < value.length() && value.charAt(at) != ';')) {
        return null;
      }
      params.putIfAbsent(name, found.toString());
    }
    return new FieldValue(text, params);
  }

  /// Reads a token or a quoted text.
  ///
  /// @return where it ends, or -1 if it does not
  private static int read(String value, int from, StringBuilder found) {
    if (from == value.length() || value.charAt(from) != '"') {
      int end = value.indexOf(';', from);
      int to = end < 0 ? value.length() : end;
      found.append(value.substring(from, to).strip());
      return to;
    }
    for (int i = from + 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      // Before anything else a backslash is itself: some clients send the path of a file unquoted.
      boolean isEscape =
          c == '\\' && i + 1 < value.length() && "\"\\".indexOf(value.charAt(i + 1)) >= 0;
      if (isEscape) {
        i++;
      }
      found.append(value.charAt(i));
    }
    return -1;
  }

  private static boolean isToken(String value, int from, int to) {
    return from < to && value.substring(from, to).chars().allMatch(FieldText::isTokenChar);
  }

  private static int skipBlanks(String value, int from) {
    int at = from;
    while (at >= 0
        && at < value.length()
        && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}

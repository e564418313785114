package dev.triga.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as JSON.
final class JsonText {
  private JsonText() {}

  /// A null, truth value, number or text, or a list or map of these, on one line. What JSON has no
  /// number for is null.
  static String of(@Nullable Object value) {
    var json = new StringBuilder();
    write(json, value);
    return json.toString();
  }

  private static void write(StringBuilder json, @Nullable Object value) {
    switch (value) {
      case null -> json.append("null");
      case Double number when !Double.isFinite(number) -> json.append("null");
      case Number number -> json.append(number);
      case Boolean is -> json.append(is);
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          json.append(separator);
          write(json, element);
          separator = ",";
        }
        json.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        String separator = "{";
        for (var entry : map.entrySet()) {
          json.append(separator).append(quoted(String.valueOf(entry.getKey()))).append(':');
          write(json, entry.getValue());
          separator = ",";
        }
        json.append(map.isEmpty() ? "{}" : "}");
      }
      default -> json.append(quoted(value.toString()));
    }
  }

  static String quoted(String text) {
    var json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}

package dev.triga.http;

import java.util.Locale;
import java.util.Set;

/// What may stand in a line of a head.
final class FieldText {
  private static final Set<String> SERVERS =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding", "trailer");

  private FieldText() {}

  /// A name that users may set.
  static String ownName(String name) {
    if (name.isEmpty() || !name.chars().allMatch(FieldText::isTokenChar)) {
      throw new IllegalArgumentException(
          "a field is named " + shown(name) + ": a name has letters, digits and !#$%&'*+-.^_`|~");
    }
    if (SERVERS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "the field " + name + " is the server's own: it knows how the body is framed");
    }
    return name;
  }

  /// A value: visible characters of ISO 8859-1 with blanks and tabs between them.
  static String value(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 255 || c == 127 || (c < ' ' && c != '\t')) {
        throw new IllegalArgumentException(
            "the value of "
                + shown(name)
                + " has the character "
                + (int) c
                + " at "
                + i
                + ": encode it, because a line of a head cannot hold it");
      }
    }
    return value;
  }

  /// Whether the character may be in a token (RFC 9110, 5.6.2).
  static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  /// A text for a message: short, and without what is not visible.
  static String shown(String text) {
    var shown = new StringBuilder("\"");
    text.chars().limit(40).forEach(c -> shown.append(c >= ' ' && c < 127 ? (char) c : '?'));
    return shown.append('"').toString();
  }
}

package dev.triga.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The target of a request (RFC 9112, 3.2), taken apart.
///
/// @param path as it came, not decoded; `*` for the server as a whole
/// @param query as it came, without the question mark, or null
/// @param authority what an absolute target names, or null
record Target(String path, @Nullable String query, @Nullable String authority) {
  /// Takes a target apart.
  ///
  /// @throws HttpFailure if it is none
  static Target parse(String method, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127 || "\"<>\\^`{|}#".indexOf(c) >= 0) {
        throw new HttpFailure(400, "The target has a character that has to be percent-encoded.");
      }
    }
    if (method.equals("CONNECT")) {
      throw new HttpFailure(501, "This server is no proxy.");
    }
    if (text.equals("*") && method.equals("OPTIONS")) {
      return new Target("*", null, null);
    }
    return text.startsWith("/") ? split(text, null) : absolute(text);
  }

  private static Target absolute(String text) {
    String scheme = text.toLowerCase(Locale.ROOT);
    int from = scheme.startsWith("http://") ? 7 : scheme.startsWith("https://") ? 8 : -1;
    if (from < 0) {
      throw new HttpFailure(400, "The target neither begins with a slash nor is an http URI.");
    }
    int end = from;
    while (end < text.length() && "/?".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String authority = text.substring(from, end);
    if (authority.isEmpty() || authority.contains("@")) {
      throw new HttpFailure(400, "The target names no host, or a user.");
    }
    String rest = text.substring(end);
    return split(rest.startsWith("/") ? rest : "/" + rest, authority);
  }

  private static Target split(String text, @Nullable String authority) {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    // Decoded here for its mistakes alone: a path without any is the usual case.
    if (path.indexOf('%') >= 0) {
      for (String segment : path.split("/", -1)) {
        checkSegment(decode(segment, false));
      }
    } else if (path.contains("/.")) {
      for (String segment : path.split("/", -1)) {
        checkSegment(segment);
      }
    }
    return new Target(path, mark < 0 ? null : text.substring(mark + 1), authority);
  }

  /// Whoever sends `..` has not normalised the path, as every client does, and wants out.
  private static void checkSegment(String segment) {
    if (segment.equals(".") || segment.equals("..") || segment.indexOf(0) >= 0) {
      throw new HttpFailure(400, "The path has a segment . or .., or a NUL.");
    }
  }

  /// Percent-decodes UTF-8.
  ///
  /// @param isForm whether a plus is a blank
  /// @throws HttpFailure if it is not well formed
  static String decode(String text, boolean isForm) {
    if (text.indexOf('%') < 0 && !(isForm && text.indexOf('+') >= 0)) {
      return text;
    }
    var bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        boolean isWhole = i + 2 < text.length();
        int high = isWhole ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = isWhole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new HttpFailure(400, "A percent sign is not followed by two hexadecimal digits.");
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else {
        bytes.put((byte) (isForm && c == '+' ? ' ' : c));
      }
    }
    try {
      return UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new HttpFailure(400, "The target is not UTF-8.");
    }
  }
}

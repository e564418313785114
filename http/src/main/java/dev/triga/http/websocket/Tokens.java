package dev.triga.http.websocket;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists in fields of a head, with or without parameters (RFC 9110, 5.6).
final class Tokens {
  /// Something with parameters, such as `permessage-deflate; client_max_window_bits`.
  ///
  /// @param params their values; empty for one without
  record Extension(String name, Map<String, String> params) {}

  private final String text;
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  /// Refuses what is no token.
  ///
  /// @throws IllegalArgumentException if it is none
  static void check(String name) {
    if (name.isEmpty() || !name.chars().allMatch(Tokens::isTokenChar)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name: it has letters, digits and !#$%&'*+-.^_`|~");
    }
  }

  /// The tokens of a list, or empty if it is none.
  static Optional<List<String>> list(List<String> lines) {
    List<String> found = new ArrayList<>();
    for (String line : lines) {
      for (String part : line.split(",", -1)) {
        String token = part.strip();
        if (token.isEmpty()) {
          continue;
        }
        if (!token.chars().allMatch(Tokens::isTokenChar)) {
          return Optional.empty();
        }
        found.add(token);
      }
    }
    return Optional.of(found);
  }

  /// The extensions of a list, or empty if it is none. A parameter that is there twice makes its
  /// extension one that nobody knows.
  static Optional<List<Extension>> extensions(List<String> lines) {
    List<Extension> found = new ArrayList<>();
    for (String line : lines) {
      var tokens = new Tokens(line);
      tokens.skipBlanks();
      while (tokens.at < line.length()) {
        if (!tokens.skip(',') && !tokens.extension(found)) {
          return Optional.empty();
        }
        tokens.skipBlanks();
      }
    }
    return Optional.of(found);
  }

  private boolean extension(List<Extension> found) {
    String name = token();
    Map<String, String> params = new LinkedHashMap<>();
    boolean isTwice = false;
    skipBlanks();
    while (skip(';')) {
      skipBlanks();
      String param = token();
      String value = "";
      skipBlanks();
      if (skip('=')) {
        skipBlanks();
        boolean isQuoted = skip('"');
        value = token();
        if (value.isEmpty() || (isQuoted && !skip('"'))) {
          return false;
        }
      }
      if (param.isEmpty()) {
        return false;
      }
      isTwice |= params.put(param, value) != null;
      skipBlanks();
    }
    found.add(new Extension(isTwice ? "" : name, params));
    return !name.isEmpty() && (at == text.length() || text.charAt(at) == ',');
  }

  private String token() {
    int from = at;
    while (at < text.length() && isTokenChar(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean skip(char c) {
    boolean is = at < text.length() && text.charAt(at) == c;
    at += is ? 1 : 0;
    return is;
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }
}

package dev.triga.app.settings;

import dev.triga.app.settings.SettingTypes.Kind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads settings from a file in [TOML 1.0](https://toml.io/en/v1.0.0): tables, dotted keys, inline
/// tables, all forms of strings and numbers, booleans, lists of strings. What no setting can be (a
/// date, arrays of tables, lists of other things) is refused with its line.
final class TomlReader {
  /// A file of settings is some kilobytes.
  static final int FILE_BYTES_MAX = 1 << 20;

  /// A file of settings has one level of tables.
  private static final int DEPTH_MAX = 16;

  private static final Pattern INTEGER =
      Pattern.compile(
          "[+-]?(0|[1-9](_?[0-9])*)|0x[0-9A-Fa-f](_?[0-9A-Fa-f])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(0|[1-9](_?[0-9])*)(\\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?");
  private static final Pattern DATE_OR_TIME = Pattern.compile("[0-9]{4}-.*|[0-9]{2}:.*");

  private final TomlText text;
  private final List<TomlValue> values = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private final Set<String> tables = new HashSet<>();
  private String table = "";

  private TomlReader(TomlText text) {
    this.text = text;
  }

  /// Reads a file.
  ///
  /// @throws SettingException if it cannot be read, or is no TOML; the message names it with the
  ///   line
  static List<TomlValue> read(Path file) {
    String content;
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new SettingException(file + " has more than " + FILE_BYTES_MAX + " bytes");
      }
      content = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new SettingException("there is no file " + file);
    } catch (AccessDeniedException e) {
      throw new SettingException("cannot read " + file + ": permission denied");
    } catch (CharacterCodingException e) {
      throw new SettingException("cannot read " + file + ": it is not UTF-8");
    } catch (IOException e) {
      throw new SettingException("cannot read " + file + ": " + e.getMessage());
    }
    return parse(file.toString(), content);
  }

  /// Reads a text.
  ///
  /// @param file what it is called in messages
  static List<TomlValue> parse(String file, String content) {
    return new TomlReader(new TomlText(file, content)).all();
  }

  private List<TomlValue> all() {
    text.takeIf("\uFEFF");
    for (text.skipToContent(); text.peek() != TomlText.END; text.skipToContent()) {
      if (text.takeIf("[")) {
        header();
      } else {
        entry(table, 0);
      }
      text.endLine();
    }
    return values;
  }

  private void header() {
    if (text.peek() == '[') {
      throw text.wrong("there are no arrays of tables in settings");
    }
    table = key();
    if (!tables.add(table) || keys.contains(table)) {
      throw text.wrong("table [" + table + "] stands here a second time");
    }
    if (!text.takeIf("]")) {
      throw text.wrong("there is " + text.next() + " where the name of a table should end with ]");
    }
  }

  private void entry(String under, int depth) {
    int line = text.line();
    String key = (under.isEmpty() ? "" : under + ".") + key();
    if (!text.takeIf("=")) {
      throw text.wrong("there is " + text.next() + " where '" + key + "' should have its =");
    }
    text.skipBlanks();
    if (!keys.add(key)) {
      throw text.wrong("'" + key + "' is set a second time");
    }
    switch (text.peek()) {
      case '{' -> inlineTable(key, depth);
      case '[' -> add(key, Kind.LIST, list(), line);
      case '"', '\'' -> add(key, Kind.STRING, List.of(TomlString.read(text)), line);
      default -> bare(key, line);
    }
  }

  private void add(String key, Kind kind, List<String> texts, int line) {
    values.add(new TomlValue(key, kind, texts, line));
  }

  /// A key with dots, up to what comes behind it.
  private String key() {
    var parts = new ArrayList<String>();
    do {
      text.skipBlanks();
      parts.add(part());
      text.skipBlanks();
    } while (text.takeIf("."));
    return String.join(".", parts);
  }

  private String part() {
    if (text.peek() == '"' || text.peek() == '\'') {
      if (text.isNext("\"\"\"") || text.isNext("'''")) {
        throw text.wrong("a key has one line");
      }
      return TomlString.read(text);
    }
    String word = word();
    if (word.isEmpty() || !word.matches("[A-Za-z0-9_-]+")) {
      throw text.wrong(
          "there is "
              + (word.isEmpty() ? text.next() : "'" + word + "'")
              + " where a key should be");
    }
    return word;
  }

  /// Letters, digits and what numbers consist of.
  private String word() {
    var word = new StringBuilder();
    while (Character.isLetterOrDigit(text.peek()) || text.peek() == '_' || text.peek() == '-') {
      word.append((char) text.take());
    }
    return word.toString();
  }

  private void inlineTable(String key, int depth) {
    if (depth >= DEPTH_MAX) {
      throw text.wrong("more than " + DEPTH_MAX + " tables stand in one another");
    }
    text.take();
    text.skipBlanks();
    if (text.takeIf("}")) {
      return;
    }
    do {
      text.skipBlanks();
      entry(key, depth + 1);
      text.skipBlanks();
    } while (text.takeIf(","));
    if (!text.takeIf("}")) {
      throw text.wrong("there is " + text.next() + " where a table should go on or end with }");
    }
  }

  private List<String> list() {
    var texts = new ArrayList<String>();
    text.take();
    for (text.skipToContent(); !text.takeIf("]"); text.skipToContent()) {
      if (text.peek() != '"' && text.peek() != '\'') {
        throw text.wrong("a list has strings, and there is " + text.next());
      }
      texts.add(TomlString.read(text));
      text.skipToContent();
      if (!text.takeIf(",") && text.peek() != ']') {
        throw text.wrong("there is " + text.next() + " where a list should go on or end with ]");
      }
    }
    return texts;
  }

  private void bare(String key, int line) {
    var read = new StringBuilder();
    while ("+.:".indexOf(text.peek()) >= 0
        || Character.isLetterOrDigit(text.peek())
        || text.peek() == '_'
        || text.peek() == '-') {
      read.append((char) text.take());
    }
    String word = read.toString();
    if (word.equals("true") || word.equals("false")) {
      add(key, Kind.BOOLEAN, List.of(word), line);
    } else if (INTEGER.matcher(word).matches()) {
      add(key, Kind.INTEGER, List.of(integer(word)), line);
    } else if (DECIMAL.matcher(word).matches()) {
      String plain = new java.math.BigDecimal(word.replace("_", "")).toPlainString();
      add(key, Kind.NUMBER, List.of(plain), line);
    } else if (DATE_OR_TIME.matcher(word).matches()) {
      throw text.wrong("'" + key + "' is a date or time, and no setting is");
    } else {
      throw text.wrong(
          "'"
              + key
              + "' has no value: strings stand in quotes, and there is "
              + (word.isEmpty() ? text.next() : "'" + word + "'"));
    }
  }

  private static String integer(String word) {
    String digits = word.replace("_", "");
    int radix =
        switch (digits.length() > 1 ? digits.charAt(1) : ' ') {
          case 'x' -> 16;
          case 'o' -> 8;
          case 'b' -> 2;
          default -> 10;
        };
    return new java.math.BigInteger(radix == 10 ? digits : digits.substring(2), radix).toString();
  }
}

package dev.triga.app.settings;

import dev.triga.app.settings.SettingTypes.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/// Reads settings from a file in [TOML](https://toml.io).
final class TomlFile {
  /// A file of settings is some kilobytes.
  static final int FILE_BYTES_MAX = 1 << 18;

  private TomlFile() {}

  /// Reads a file.
  ///
  /// @param asked how somebody asked for it, for the case that there is none
  /// @return its values in order
  /// @throws SettingException if it cannot be read, is no TOML, or has a value that no setting can
  ///   have; the message names it with the line
  static List<TomlValue> read(Path file, String asked) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new SettingException(file + " has more than " + FILE_BYTES_MAX + " bytes");
      }
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new SettingException(asked + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new SettingException(asked + ": permission denied");
    } catch (CharacterCodingException e) {
      throw new SettingException(asked + ": it is not UTF-8");
    } catch (IOException e) {
      throw new SettingException(asked + ": cannot be read: " + e.getMessage());
    }
  }

  /// Reads a text.
  ///
  /// @param file what it is called in messages
  static List<TomlValue> parse(String file, String text) {
    TomlParseResult read = Toml.parse(text);
    if (read.hasErrors()) {
      TomlParseError first = read.errors().getFirst();
      throw wrong(file, first.position().line(), String.valueOf(first.getMessage()));
    }
    var values = new ArrayList<TomlValue>();
    for (List<String> path : read.keyPathSet()) {
      TomlPosition position = read.inputPositionOf(path);
      int line = position == null ? 1 : position.line();
      values.add(value(file, String.join(".", path), read.get(path), line));
    }
    values.sort(Comparator.comparingInt(TomlValue::line));
    return values;
  }

  private static TomlValue value(String file, String key, @Nullable Object value, int line) {
    return switch (value) {
      case String text -> new TomlValue(key, Kind.STRING, List.of(text), line);
      case Long number -> new TomlValue(key, Kind.INTEGER, List.of(number.toString()), line);
      case Double number -> new TomlValue(key, Kind.NUMBER, List.of(plain(number)), line);
      case Boolean yes -> new TomlValue(key, Kind.BOOLEAN, List.of(yes.toString()), line);
      case TomlArray list when list.toList().stream().allMatch(String.class::isInstance) ->
          new TomlValue(key, Kind.LIST, list.toList().stream().map(String::valueOf).toList(), line);
      case TomlArray _ -> throw wrong(file, line, key + " is a list, and not of strings");
      case null, default -> throw wrong(file, line, key + " is a date or time, and no setting is");
    };
  }

  private static String plain(double number) {
    return Double.isFinite(number)
        ? BigDecimal.valueOf(number).toPlainString()
        : Double.toString(number);
  }

  private static SettingException wrong(String file, int line, String what) {
    return new SettingException(file + ":" + line + ": " + SettingTypes.oneLine(what));
  }
}

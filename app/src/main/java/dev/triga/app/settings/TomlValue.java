package dev.triga.app.settings;

import dev.triga.app.settings.SettingTypes.Kind;
import java.util.List;

/// A value that stands in a file.
///
/// @param key its name with those of its tables, joined by dots
/// @param kind what it is
/// @param texts the value as text; several for a list
/// @param line where its key stands, counted from 1
record TomlValue(String key, Kind kind, List<String> texts, int line) {
  TomlValue {
    texts = List.copyOf(texts);
  }
}

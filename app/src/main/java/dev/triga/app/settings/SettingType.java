package dev.triga.app.settings;

import dev.triga.app.settings.SettingTypes.Kind;
import java.util.List;
import java.util.Set;

/// How the text of a setting is read.
///
/// @param <T> what it becomes
sealed interface SettingType<T> permits SettingTypes.Single, SettingTypes.Endpoints {
  /// Reads texts: one, or several where the setting is repeatable.
  ///
  /// @throws SettingException that says which text it is and what is allowed
  T read(List<String> texts);

  /// What is allowed, as `a whole number within 1..5`.
  String allowed();

  /// Kinds of TOML values that it takes.
  Set<Kind> kinds();

  /// Whether several texts make one value.
  boolean isRepeatable();

  /// Whether TOML writes it without quotes.
  boolean isBare();
}

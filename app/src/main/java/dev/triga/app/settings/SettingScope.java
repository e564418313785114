package dev.triga.app.settings;

import java.util.List;
import java.util.Locale;

/// Settings that belong together, and what stands before their names.
///
/// @param prefix a word such as `rpc`: then `bind` is the option `--rpc-bind`, the key `bind` in
///   the table `[rpc]`, and the variable `TRIGA_RPC_BIND`; empty for none
/// @param settings what there is to set
public record SettingScope(String prefix, List<Setting<?>> settings) {
  private static final String VARIABLE = "TRIGA_";

  /// Checks the prefix and copies the settings.
  ///
  /// @throws IllegalArgumentException if the prefix is no lower-case word
  public SettingScope {
    if (!prefix.isEmpty() && (!Numerals.isName(prefix) || prefix.indexOf('-') >= 0)) {
      throw new IllegalArgumentException("'" + prefix + "' is no prefix: write a lower-case word");
    }
    settings = List.copyOf(settings);
  }

  /// A setting's name with the prefix.
  public String fullName(Setting<?> setting) {
    return prefix.isEmpty() ? setting.name() : prefix + "-" + setting.name();
  }

  /// A setting's option.
  public String option(Setting<?> setting) {
    return "--" + fullName(setting);
  }

  /// A setting's variable.
  public String variable(Setting<?> setting) {
    return VARIABLE + fullName(setting).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /// A setting's key in a file, with its table.
  String key(Setting<?> setting) {
    return prefix.isEmpty() ? setting.name() : prefix + "." + setting.name();
  }
}

package dev.triga.app.settings;

import java.util.ArrayList;
import java.util.List;

/// Shows settings in the form of a file: what `--print-config` prints can be a file of `--config`.
public final class SettingsPrinter {
  private SettingsPrinter() {}

  /// All values, each with its origin in a comment; those of a prefix in a table of that name.
  public static String print(List<Settings> several) {
    var text = new StringBuilder();
    for (Settings settings : several) {
      if (!settings.prefix().isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n").append('[').append(settings.prefix()).append("]\n");
      }
      append(text, settings);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Settings settings) {
    List<String> values = new ArrayList<>();
    for (Setting<?> setting : settings.declared()) {
      var entry = settings.entry(setting);
      values.add(
          entry == null ? "# " + setting + " is not set" : setting + " = " + shown(setting, entry));
    }
    int width = values.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < values.size(); i++) {
      Setting<?> setting = settings.declared().get(i);
      String value = values.get(i);
      text.append(value);
      if (settings.entry(setting) != null) {
        text.repeat(' ', width - value.length()).append("  # ").append(settings.origin(setting));
      }
      text.append('\n');
    }
  }

  private static String shown(Setting<?> setting, Settings.Entry entry) {
    if (setting.isRepeatable()) {
      return "["
          + String.join(", ", entry.texts().stream().map(SettingsPrinter::quoted).toList())
          + "]";
    }
    String last = entry.texts().getLast();
    return setting.type().isBare() ? last : quoted(last);
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (Character.isISOControl(c)) {
            quoted.append(String.format("\\u%04x", c));
          } else {
            quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }
}

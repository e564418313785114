package dev.triga.app.settings;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The values of settings, each with its origin. Immutable; any thread.
public final class Settings {
  /// A value as it was written.
  ///
  /// @param texts one text, or several where the setting is repeatable
  record Entry(List<String> texts, Origin origin) {}

  private final String prefix;
  private final List<Setting<?>> declared;
  private final Map<String, Entry> entries;

  Settings(String prefix, List<Setting<?>> declared, Map<String, Entry> entries) {
    this.prefix = prefix;
    this.declared = List.copyOf(declared);
    this.entries = Map.copyOf(entries);
  }

  /// Settings that nobody has set.
  public static Settings defaults(List<Setting<?>> declared) {
    return of(declared, Map.of());
  }

  /// Settings with these texts, and defaults where there are none.
  ///
  /// @param texts by the names of settings; others are ignored
  /// @throws SettingException if one is not allowed
  public static Settings of(List<Setting<?>> declared, Map<String, List<String>> texts) {
    var entries = new LinkedHashMap<String, Entry>();
    for (Setting<?> setting : declared) {
      List<String> given = texts.get(setting.name());
      if (given != null) {
        var _ = setting.type().read(given);
        entries.put(setting.name(), new Entry(List.copyOf(given), Origin.COMMAND_LINE));
      } else if (setting.byDefault() != null) {
        entries.put(setting.name(), new Entry(List.of(setting.byDefault()), Origin.DEFAULT));
      }
    }
    return new Settings("", declared, entries);
  }

  /// The texts of all values that there are, by the names of the settings: what [#of] makes the
  /// same values of, in another process for instance.
  public Map<String, List<String>> texts() {
    var texts = new LinkedHashMap<String, List<String>>();
    for (Setting<?> setting : declared) {
      Entry entry = entries.get(setting.name());
      if (entry != null) {
        texts.put(setting.name(), entry.texts());
      }
    }
    return texts;
  }

  /// The value of a setting.
  ///
  /// @throws NoSuchElementException if it has none, and no default
  public <T> T get(Setting<T> setting) {
    T value = find(setting);
    if (value == null) {
      throw new NoSuchElementException(
          "setting '" + setting + "' has no value; ask with find(...) whether it has");
    }
    return value;
  }

  /// The value of a setting, or null if it has none.
  public <T> @Nullable T find(Setting<T> setting) {
    Entry entry = entries.get(setting.name());
    if (entry == null) {
      return null;
    }
    return setting.type().read(entry.texts());
  }

  /// Where the value of a setting comes from.
  public Origin origin(Setting<?> setting) {
    Entry entry = entries.get(setting.name());
    return entry == null ? Origin.DEFAULT : entry.origin();
  }

  /// Whether there is such a setting here.
  public boolean has(Setting<?> setting) {
    return declared.contains(setting);
  }

  /// The same with another default of a setting.
  public Settings withDefault(Setting<?> setting, String text) {
    if (origin(setting).source() != Origin.Source.DEFAULT) {
      return this;
    }
    var changed = new LinkedHashMap<>(entries);
    changed.put(setting.name(), new Entry(List.of(text), Origin.DEFAULT));
    return new Settings(prefix, declared, changed);
  }

  /// The same with another value of a setting, of the same origin.
  ///
  /// @throws SettingException if it is not allowed
  public Settings with(Setting<?> setting, String text) {
    var _ = setting.type().read(List.of(text));
    var changed = new LinkedHashMap<>(entries);
    changed.put(setting.name(), new Entry(List.of(text), origin(setting)));
    return new Settings(prefix, declared, changed);
  }

  /// The same, and what others have besides.
  public Settings with(Settings others) {
    var both = new LinkedHashMap<>(others.entries);
    both.putAll(entries);
    var all = new LinkedHashSet<>(declared);
    all.addAll(others.declared);
    return new Settings(prefix, List.copyOf(all), both);
  }

  /// What stands before the names of these settings, in a program of several applications; empty in
  /// most.
  public String prefix() {
    return prefix;
  }

  /// The settings that there are.
  public List<Setting<?>> declared() {
    return declared;
  }

  /// Whether two have the same values for a setting.
  public boolean isSame(Setting<?> setting, Settings other) {
    var mine = entries.get(setting.name());
    var theirs = other.entries.get(setting.name());
    if (mine == null || theirs == null) {
      return mine == null && theirs == null;
    }
    return mine.texts().equals(theirs.texts());
  }

  /// All values with their origins, in the form of a file of settings.
  @Override
  public String toString() {
    return SettingsPrinter.print(List.of(this));
  }

  @Nullable Entry entry(Setting<?> setting) {
    return entries.get(setting.name());
  }
}

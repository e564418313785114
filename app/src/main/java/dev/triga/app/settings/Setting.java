package dev.triga.app.settings;

import dev.triga.net.Endpoint;
import dev.triga.reactor.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A setting: its name, its type with the range, its default, and what it is for. This is the one
/// place that declares it: the option `--max-requests`, the key `max-requests` in the file, the
/// variable `TRIGA_MAX_REQUESTS` and the line of `--print-config` follow from the name.
///
/// Immutable; any thread.
///
/// @param <T> its values
public final class Setting<T> {
  private final String name;
  private final SettingType<T> type;
  private final String label;
  private final String help;
  private final @Nullable String byDefault;
  private final boolean isForWorkers;

  private Setting(
      String name,
      SettingType<T> type,
      String label,
      @Nullable String byDefault,
      String help,
      boolean isForWorkers) {
    if (!Numerals.isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a setting: write lower-case words with hyphens");
    }
    this.name = name;
    this.type = type;
    this.label = label;
    this.help = Objects.requireNonNull(help, "help");
    this.byDefault = byDefault;
    this.isForWorkers = isForWorkers;
    if (byDefault != null) {
      var _ = type.read(List.of(byDefault));
    }
  }

  private static <T> Setting<T> of(
      String name, SettingType<T> type, String label, @Nullable String byDefault, String help) {
    return new Setting<>(name, type, label, byDefault, help, false);
  }

  /// A whole number.
  ///
  /// @param min the least that is allowed
  /// @param max the greatest that is allowed
  /// @throws IllegalArgumentException if the default is not allowed
  public static Setting<Integer> number(String name, int min, int max, int byDefault, String help) {
    return of(name, SettingTypes.number(min, max), "N", Integer.toString(byDefault), help);
  }

  /// A time in seconds, with a fraction if need be: 0.001 to 1 000 000 000.
  ///
  /// @param byDefault its default; null for none
  public static Setting<Duration> seconds(String name, @Nullable Duration byDefault, String help) {
    String text = byDefault == null ? null : Seconds.write(byDefault);
    return of(name, SettingTypes.seconds(), "S", text, help);
  }

  /// Something that is so or not; not so by default.
  public static Setting<Boolean> flag(String name, String help) {
    return of(name, SettingTypes.flag(), "", "false", help);
  }

  /// Any text.
  ///
  /// @param label what stands for it in the usage
  /// @param byDefault its default; null for none
  public static Setting<String> text(
      String name, String label, @Nullable String byDefault, String help) {
    return of(name, SettingTypes.text(), label, byDefault, help);
  }

  /// A file, of none by default.
  public static Setting<Path> file(String name, String help) {
    return of(name, SettingTypes.file(), "FILE", null, help);
  }

  /// One of several words.
  ///
  /// @param choices the words; the first is the default
  public static Setting<String> choice(
      String name, String label, List<String> choices, String help) {
    return of(name, SettingTypes.choice(choices), label, choices.getFirst(), help);
  }

  /// One of several words, of none by default.
  public static Setting<String> oneOf(
      String name, String label, List<String> choices, String help) {
    return of(name, SettingTypes.choice(choices), label, null, help);
  }

  /// How much is logged.
  public static Setting<LogLevel> logLevel(String name, LogLevel byDefault, String help) {
    return of(
        name, SettingTypes.logLevel(), "LEVEL", byDefault.name().toLowerCase(Locale.ROOT), help);
  }

  /// Endpoints, one or several.
  ///
  /// @param byDefault one; null for none
  public static Setting<List<Endpoint>> endpoints(
      String name, @Nullable String byDefault, String help) {
    return of(name, new SettingTypes.Endpoints(), "ENDPOINT", byDefault, help);
  }

  /// The same, said to be about workers: on the command line it is refused where there are none.
  public Setting<T> forWorkers() {
    return new Setting<>(name, type, label, byDefault, help, true);
  }

  /// The same with another default.
  public Setting<T> withDefault(String text) {
    return new Setting<>(name, type, label, text, help, isForWorkers);
  }

  /// Its name, such as `max-requests`.
  public String name() {
    return name;
  }

  /// What it is for.
  public String help() {
    return help;
  }

  /// What stands for a value in the usage; empty for a flag.
  public String label() {
    return label;
  }

  /// The text of its default; null if there is none.
  public @Nullable String byDefault() {
    return byDefault;
  }

  /// What is allowed, in words.
  public String allowed() {
    return type.allowed();
  }

  /// Whether several values make one.
  public boolean isRepeatable() {
    return type.isRepeatable();
  }

  /// Whether it is about workers.
  public boolean isForWorkers() {
    return isForWorkers;
  }

  SettingType<T> type() {
    return type;
  }

  /// Settings are the same if their names are.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Setting<?> setting && setting.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}

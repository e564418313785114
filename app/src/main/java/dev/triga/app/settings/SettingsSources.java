package dev.triga.app.settings;

import dev.triga.app.settings.Settings.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everywhere that settings are set: a file, the environment, the command line, in this order of
/// precedence. Reads them all, as often as it is asked: the file may have changed.
///
/// @param program what is run, as `triga echo`, for messages
/// @param file of settings; null for none
/// @param environment the variables; those that begin with `TRIGA_` count
/// @param options the values on the command line, by option, as `--max-requests`
/// @param otherVariables variables that are not settings, or settings of other programs: these are
///   no mistake
public record SettingsSources(
    String program,
    @Nullable Path file,
    Map<String, String> environment,
    Map<String, List<String>> options,
    Set<String> otherVariables) {
  private static final String VARIABLE = "TRIGA_";

  /// Copies the maps.
  public SettingsSources {
    environment = Map.copyOf(environment);
    options = Map.copyOf(options);
    otherVariables = Set.copyOf(otherVariables);
  }

  /// Reads the settings.
  ///
  /// @return for each scope its settings, in order
  /// @throws SettingException if there is no such setting, or a value is not allowed: the first
  ///   that is wrong
  public List<Settings> read(List<SettingScope> scopes) {
    Map<String, TomlValue> inFile = new LinkedHashMap<>();
    if (file != null) {
      TomlFile.read(file, asked(file)).forEach(value -> inFile.put(value.key(), value));
    }
    checkKnown(scopes, inFile);
    List<Settings> all = new ArrayList<>();
    for (SettingScope scope : scopes) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (Setting<?> setting : scope.settings()) {
        Entry entry = entry(scope, setting, inFile);
        if (entry != null) {
          entries.put(setting.name(), entry);
        }
      }
      all.add(new Settings(scope.prefix(), scope.settings(), entries));
    }
    return all;
  }

  /// How somebody asked for the file.
  private String asked(Path config) {
    String variable = VARIABLE + "CONFIG";
    boolean isByVariable =
        !options.containsKey("config") && config.toString().equals(environment.get(variable));
    return isByVariable ? "variable %s: '%s'".formatted(variable, config) : "--config " + config;
  }

  /// Reads the settings of a scope, whatever else is set.
  ///
  /// @throws SettingException if a value is not allowed
  public Settings readAlone(SettingScope scope) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Setting<?> setting : scope.settings()) {
      Entry entry = entry(scope, setting, Map.of());
      if (entry != null) {
        entries.put(setting.name(), entry);
      }
    }
    return new Settings(scope.prefix(), scope.settings(), entries);
  }

  private @Nullable Entry entry(
      SettingScope scope, Setting<?> setting, Map<String, TomlValue> inFile) {
    // All are read, so that a mistake is found also where another place overrides it.
    Entry entry = null;
    if (setting.byDefault() != null) {
      entry = new Entry(List.of(setting.byDefault()), Origin.DEFAULT);
    }
    TomlValue written = inFile.get(scope.key(setting));
    if (written != null) {
      entry = ofFile(setting, written);
    }
    String variable = scope.variable(setting);
    String value = environment.get(variable);
    if (value != null) {
      List<String> texts = setting.isRepeatable() ? List.of(value.split(",", -1)) : List.of(value);
      check(setting, texts, "Invalid value for variable " + variable + ": ");
      entry = new Entry(texts, Origin.variable(variable));
    }
    String option = scope.option(setting);
    List<String> given = options.get(option);
    if (given != null) {
      check(setting, given, "Invalid value for option '" + option + "': ");
      entry = new Entry(List.copyOf(given), Origin.COMMAND_LINE);
    }
    return entry;
  }

  private Entry ofFile(Setting<?> setting, TomlValue written) {
    String place = file + ":" + written.line();
    var kinds = setting.type().kinds();
    if (!kinds.contains(written.kind())) {
      throw new SettingException(
          "%s: %s is %s, and has to be %s%s"
              .formatted(
                  place,
                  written.key(),
                  written.kind().words,
                  setting.allowed(),
                  written.kind() == SettingTypes.Kind.STRING ? ", without quotes" : ""));
    }
    if (written.texts().isEmpty()) {
      throw new SettingException(place + ": " + written.key() + " is an empty list");
    }
    check(setting, written.texts(), place + ": invalid value for " + written.key() + ": ");
    return new Entry(written.texts(), Origin.line(String.valueOf(file), written.line()));
  }

  private static void check(Setting<?> setting, List<String> texts, String where) {
    try {
      var _ = setting.type().read(texts);
    } catch (SettingException e) {
      throw new SettingException(where + e.getMessage());
    }
  }

  private void checkKnown(List<SettingScope> scopes, Map<String, TomlValue> inFile) {
    Set<String> keys = new HashSet<>();
    Set<String> variables = new HashSet<>();
    otherVariables.forEach(other -> variables.add(bare(other)));
    for (SettingScope scope : scopes) {
      for (Setting<?> setting : scope.settings()) {
        keys.add(scope.key(setting));
        variables.add(bare(scope.variable(setting)));
      }
    }
    for (TomlValue value : inFile.values()) {
      if (!keys.contains(value.key())) {
        throw new SettingException(
            file + ":" + value.line() + ": " + unknown("", value.key(), keys));
      }
    }
    for (String variable : environment.keySet().stream().sorted().toList()) {
      if (variable.startsWith(VARIABLE) && !variables.contains(bare(variable))) {
        throw new SettingException(
            "variable " + variable + ": " + unknown(VARIABLE, bare(variable), variables));
      }
    }
  }

  /// The part of a variable's name that tells it from others.
  private static String bare(String variable) {
    return variable.startsWith(VARIABLE) ? variable.substring(VARIABLE.length()) : variable;
  }

  /// Those who are sent to `--print-config` would read this again.
  private String unknown(String beginning, String name, Set<String> known) {
    String shown = SettingTypes.oneLine(name);
    String nearest = Spelling.nearest(shown, known);
    return "there is no setting '%s' of %s; %s"
        .formatted(
            beginning + shown,
            program,
            nearest == null ? program + " --help shows all" : "is it " + beginning + nearest + "?");
  }
}

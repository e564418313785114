package dev.triga.app;

import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Gives a command an option for each of its settings. What is behind the option is left as text:
/// that the settings read, like what stands in other places.
final class SettingOptions implements IModelTransformer {
  /// Made by picocli.
  SettingOptions() {}

  @Override
  public CommandSpec transform(CommandSpec spec) {
    if (spec.userObject() instanceof ServerCommand command) {
      for (SettingScope scope : command.scopes()) {
        for (Setting<?> setting : scope.settings()) {
          if (!command.positional().contains(setting)) {
            spec.addOption(option(scope, setting));
          }
        }
      }
      spec.addOption(option(new SettingScope("", List.of()), ServerSettings.CONFIG));
    }
    return spec;
  }

  private static OptionSpec option(SettingScope scope, Setting<?> setting) {
    String help = setting.help();
    if (setting.byDefault() != null && !setting.label().isEmpty()) {
      help += " Default: " + setting.byDefault() + ".";
    }
    // A percent sign would be a format to picocli.
    var option = OptionSpec.builder(scope.option(setting)).description(help.replace("%", "%%"));
    if (setting.label().isEmpty()) {
      return option.type(boolean.class).arity("0").build();
    }
    option.paramLabel(setting.label());
    return setting.isRepeatable()
        ? option.type(List.class).auxiliaryTypes(String.class).arity("1").build()
        : option.type(String.class).arity("1").build();
  }

  /// What was given on a command line, by option.
  static Map<String, List<String>> given(ParseResult result) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (OptionSpec option : result.matchedOptions()) {
      boolean isFlag = option.type() == boolean.class;
      given.put(option.longestName(), isFlag ? List.of("true") : option.originalStringValues());
    }
    return given;
  }
}

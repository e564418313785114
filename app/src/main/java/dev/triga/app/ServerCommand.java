package dev.triga.app;

import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.SettingScope;
import dev.triga.app.settings.SettingsSources;
import dev.triga.net.Endpoint;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that serves applications until a signal stops it: an option for each setting, beside
/// the file, the environment and `--print-config`.
abstract class ServerCommand implements Callable<Integer> {
  private static final SettingScope GLOBAL = new SettingScope("", List.of(ServerSettings.CONFIG));

  /// Variables that the launcher reads.
  private static final Set<String> OF_THE_LAUNCHER = Set.of("TRIGA_JAVA_HOME", "TRIGA_JAVA_OPTS");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Option(
      names = "--print-config",
      description = "Show each setting with its value and where it comes from, and end.")
  private boolean printsConfig;

  private @Nullable List<ServedApplication> applications;

  /// What is served; asked once.
  abstract List<ServedApplication> open();

  /// Settings that stand on the command line without an option, with what was given there.
  Map<Setting<?>, String> arguments() {
    return Map.of();
  }

  /// Settings that have no option.
  Set<Setting<?>> positional() {
    return Set.of();
  }

  /// What is said on standard output behind `ready`.
  ///
  /// @param bound what is listened on
  List<String> welcome(List<Endpoint> bound) {
    return List.of();
  }

  private List<ServedApplication> applications() {
    var opened = applications;
    if (opened == null) {
      opened = open();
      applications = opened;
    }
    return opened;
  }

  List<SettingScope> scopes() {
    return applications().stream().map(ServedApplication::scope).toList();
  }

  /// Serves on the calling thread.
  ///
  /// @return the exit code
  @Override
  public final Integer call() {
    CommandLine command = spec.commandLine();
    try {
      var plan = new ServerPlan(spec.name(), applications(), sources(), this::welcome);
      if (printsConfig) {
        command.getOut().print("# " + spec.qualifiedName(" ") + "\n" + plan.print());
        command.getOut().flush();
        return CommandLine.ExitCode.OK;
      }
      return plan.run(command.getOut(), command.getErr());
    } catch (SettingException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  private SettingsSources sources() {
    Map<String, String> environment = ServerEnvironment.variables();
    Map<String, List<String>> given =
        new LinkedHashMap<>(SettingOptions.given(spec.commandLine().getParseResult()));
    arguments().forEach((setting, text) -> given.put("--" + setting.name(), List.of(text)));
    var others = new HashSet<>(OF_THE_LAUNCHER);
    others.addAll(ServerEnvironment.known());
    var alone = new SettingsSources(spec.qualifiedName(" "), null, environment, given, others);
    Path file = alone.readAlone(GLOBAL).find(ServerSettings.CONFIG);
    return new SettingsSources(
        spec.qualifiedName(" "),
        file == null ? null : file.toAbsolutePath(),
        environment,
        given,
        others);
  }
}

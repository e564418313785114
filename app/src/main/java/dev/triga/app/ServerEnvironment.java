package dev.triga.app;

import dev.triga.app.demo.DemoSettings;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The variables of the environment that set something.
final class ServerEnvironment {
  /// Tests put something else here.
  static final AtomicReference<Supplier<Map<String, String>>> SOURCE =
      new AtomicReference<>(System::getenv);

  private ServerEnvironment() {}

  static Map<String, String> variables() {
    return Objects.requireNonNull(SOURCE.get(), "source").get();
  }

  /// The variables of all settings of all commands: one environment may be for several of them.
  static Set<String> known() {
    List<Setting<?>> all = new ArrayList<>(ServerSettings.OF_PROCESS);
    all.addAll(ServerSettings.OF_APPLICATION);
    all.add(ForwardApplication.TARGET);
    all.addAll(new HttpServing().settings());
    all.add(DemoSettings.CALL_MILLIS);
    all.add(ServerSettings.CONFIG);
    var scope = new SettingScope("", all);
    return all.stream().map(scope::variable).collect(Collectors.toSet());
  }
}

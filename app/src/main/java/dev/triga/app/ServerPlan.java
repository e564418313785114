package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.actors.server.ServerProcess;
import dev.triga.app.dashboard.LogTail;
import dev.triga.app.dashboard.StatusPage;
import dev.triga.app.settings.Origin;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.SettingScope;
import dev.triga.app.settings.Settings;
import dev.triga.app.settings.SettingsPrinter;
import dev.triga.app.settings.SettingsSources;
import dev.triga.driver.Drivers;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Log;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Applications with their settings: from what is written somewhere to a server that runs.
final class ServerPlan {
  /// What the arbiter knows its status page by, in [Actor#extra].
  private static final String STATUS_PAGE = "status-page";

  private final String name;
  private final List<ServedApplication> applications;
  private final SettingsSources sources;
  private final List<SettingScope> scopes;
  private final Function<List<Endpoint>, List<String>> welcome;

  /// What was read last and will do.
  private volatile List<Settings> current;

  /// Whether we have become the user that is to serve.
  private volatile boolean isWhoServes;

  /// Reads the settings.
  ///
  /// @param name what the server is called
  /// @param applications of which exactly one has no prefix
  /// @param welcome what is said besides once it serves, by what it listens on
  /// @throws SettingException if one is wrong
  ServerPlan(
      String name,
      List<ServedApplication> applications,
      SettingsSources sources,
      Function<List<Endpoint>, List<String>> welcome) {
    this.name = name;
    this.applications = List.copyOf(applications);
    this.sources = sources;
    this.welcome = welcome;
    this.scopes = applications.stream().map(ServedApplication::scope).toList();
    this.current = read();
  }

  private List<Settings> read() {
    List<Settings> read = sources.read(scopes);
    List<Settings> completed = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      completed.add(applications.get(i).completed(read.get(i)));
    }
    return completed;
  }

  /// All values with their origins.
  String print() {
    return SettingsPrinter.print(current);
  }

  /// What is set for the process: it stands with the application that has no prefix.
  private static Settings process(List<Settings> all) {
    return all.stream().filter(each -> each.prefix().isEmpty()).findFirst().orElseThrow();
  }

  private List<Settings> checked(List<Settings> read) {
    List<Settings> checked = new ArrayList<>();
    Settings process = process(read);
    for (int i = 0; i < read.size(); i++) {
      ServedApplication application = applications.get(i);
      checkWorkersAreWanted(scopes.get(i), application, read.get(i), process);
      checked.add(application.checked(read.get(i)));
    }
    var _ = DashboardEndpoint.of(process);
    UserNames.check(process);
    if (isWhoServes || process.find(ServerSettings.USER) == null) {
      checked.forEach(ConnectionLog::check);
    }
    return checked;
  }

  /// Options about workers that are given where nobody is to be a worker are a mistake.
  private static void checkWorkersAreWanted(
      SettingScope scope, ServedApplication application, Settings settings, Settings process) {
    String driver = process.find(ServerSettings.REACTOR);
    boolean isPortable = (driver == null ? Drivers.byDefault().name() : driver).equals("nio");
    List<Endpoint> all = application.endpoints(settings);
    List<Endpoint> alone =
        all.stream().filter(endpoint -> isForArbiter(endpoint, isPortable)).toList();
    boolean isNone = !ServedApplication.hasWorkers(settings);
    if (!isNone && (alone.isEmpty() || alone.size() < all.size())) {
      return;
    }
    for (Setting<?> setting : settings.declared()) {
      boolean isGiven = settings.origin(setting).source() == Origin.Source.COMMAND_LINE;
      boolean isTheOne = isNone && setting.equals(ServerSettings.WORKERS);
      if (setting.isForWorkers() && isGiven && !isTheOne) {
        throw new SettingException(
            "%s is about workers, and there are none: %s"
                .formatted(
                    scope.option(setting),
                    isNone
                        ? scope.option(ServerSettings.WORKERS)
                            + " 0 serves in the arbiter's own process"
                        : alone.getFirst()
                            + " can be served in the arbiter's own process only"
                            + (alone.getFirst() instanceof Endpoint.Stdio
                                ? ""
                                : "; native drivers can share it")));
      }
    }
  }

  /// Whether only the arbiter's own process can serve it.
  private static boolean isForArbiter(Endpoint endpoint, boolean isPortable) {
    return switch (endpoint) {
      case Endpoint.Stdio _ -> true;
      case Endpoint.Tcp _, Endpoint.Tls _, Endpoint.Udp _ -> false;
      default -> isPortable;
    };
  }

  /// Serves until a signal stops it, on the calling thread.
  ///
  /// @return the exit code
  /// @throws SettingException if the settings do not fit together
  int run(PrintWriter out, PrintWriter err) {
    current = checked(current);
    Settings process = process(current);
    giveProgram(text(process, ServerSettings.USER));
    LogOutput log = log(process);
    Endpoint page = DashboardEndpoint.of(process);
    LogTail tail = page == null ? null : new LogTail(log);
    Log.defaultObserver(tail == null ? log : tail);
    boolean hasStdio =
        current.stream()
            .map(settings -> settings.find(ServerSettings.BIND))
            .anyMatch(bound ->
                bound != null && bound.stream().anyMatch(Endpoint.Stdio.class::isInstance));
    // Standard output is the server's voice, unless it is what is served.
    var voice = new ServerVoice(hasStdio ? err : out);
    ServerProcess server = describe(current, log);
    if (page != null && tail != null) {
      server.onOperable(operator ->
          StatusPage.open(
              operator,
              page,
              name,
              Version.number(),
              tail,
              address -> {
                // Without the token: whoever is told of it by this may look, and no more.
                operator.arbiter().extra().put(STATUS_PAGE, address.replaceFirst("#.*", ""));
                voice.tell("status page at " + address);
              }));
    }
    return server
        .driver(process.find(ServerSettings.REACTOR))
        .pidFile(process.find(ServerSettings.PID_FILE))
        .runAs(text(process, ServerSettings.USER), text(process, ServerSettings.GROUP))
        .checkAsUser(this::checkAsUser)
        .onListening(voice::listening)
        .onReady(bound -> voice.ready(welcome.apply(bound)))
        .onArbiterReady(this::tellReady)
        .onReloadable(reload -> watch(process, reload))
        .run();
  }

  /// Files that another user reads and writes are looked at by that user: one that was made before
  /// would not be that user's.
  private void checkAsUser() {
    isWhoServes = true;
    current.forEach(CertificateFiles::check);
    current.forEach(ConnectionLog::check);
  }

  private static String text(Settings settings, Setting<String> setting) {
    String text = settings.find(setting);
    return text == null ? "" : text;
  }

  /// The classes of a program of one file are in a folder that nobody else can read.
  private static void giveProgram(String user) {
    String folder = System.getProperty(RunCommand.FOLDER);
    if (folder != null && !user.isEmpty()) {
      try {
        SourceFile.give(Path.of(folder), user);
      } catch (IllegalArgumentException e) {
        throw new SettingException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static LogOutput log(Settings process) {
    var file = process.find(ServerSettings.LOG_FILE);
    return file == null
        ? LogOutput.toStandardError()
        : LogOutput.toFile(file, text(process, ServerSettings.USER));
  }

  private void tellReady(Actor arbiter) throws Exception {
    for (ServedApplication application : applications) {
      application.ready(arbiter);
    }
  }

  /// What can change while it runs.
  private ServerProcess describe(List<Settings> all, LogOutput log) {
    Settings process = process(all);
    ServerProcess server =
        ServerProcess.of(name)
            .grace(process.get(ServerSettings.GRACEFUL_TIMEOUT))
            .logLevel(process.get(ServerSettings.LOG_LEVEL))
            .onReopenLogs(log::reopen)
            .onReload(into -> reread(into, log));
    for (int i = 0; i < all.size(); i++) {
      server.crew(applications.get(i).crew(all.get(i), process));
    }
    return server;
  }

  /// At HUP, on a thread that may block.
  private ServerProcess reread(Log into, LogOutput log) {
    List<Settings> wanted = checked(read());
    for (int i = 0; i < wanted.size(); i++) {
      Settings before = current.get(i);
      for (Setting<?> setting : before.declared()) {
        if (ServerSettings.OF_THE_START.contains(setting)
            && !before.isSame(setting, wanted.get(i))) {
          into.warning(scopes.get(i).fullName(setting) + " stays as it is until the next start");
        }
      }
    }
    ServerProcess described = describe(wanted, log);
    current = wanted;
    return described;
  }

  private void watch(Settings process, Runnable reload) {
    if (process.get(ServerSettings.RELOAD)) {
      new FileWatch(this::files, this::classPath).start(reload);
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    Path file = sources.file();
    if (file != null) {
      files.add(file);
    }
    applications.forEach(application -> files.addAll(application.files()));
    return files;
  }

  private List<Path> classPath() {
    return applications.stream().flatMap(each -> each.classPath().stream()).distinct().toList();
  }
}

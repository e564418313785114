package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Workers;
import dev.triga.actors.server.ServerCrew;
import dev.triga.app.group.GroupPost;
import dev.triga.app.group.GroupRegister;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.SettingScope;
import dev.triga.app.settings.Settings;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An application as a server has it: the object whose callbacks are called in the arbiter's
/// process, and where workers find the class.
final class ServedApplication {
  private final String prefix;
  private final Application application;
  private final ApplicationClass found;
  private final GroupRegister groups = new GroupRegister();

  /// What its monitor's hooks are given; another one after HUP.
  private volatile Settings current = Settings.defaults(List.of());

  /// @param prefix what stands before the names of its settings; empty for the only or main one
  ServedApplication(String prefix, Application application, ApplicationClass found) {
    this.prefix = prefix;
    this.application = application;
    this.found = found;
  }

  /// One of a class that this process has.
  static ServedApplication of(String prefix, Class<? extends Application> type) {
    return new ServedApplication(
        prefix, ApplicationClass.instance(type), new ApplicationClass(type.getName(), ""));
  }

  String prefix() {
    return prefix;
  }

  String name() {
    return prefix.isEmpty() ? application.name() : prefix + "_" + application.name();
  }

  /// What is set for it; for the one without a prefix also what is set for the process.
  SettingScope scope() {
    List<Setting<?>> all = new ArrayList<>();
    for (Setting<?> setting : ServerSettings.OF_APPLICATION) {
      all.add(
          setting.equals(ServerSettings.BIND) && application instanceof ServerApplication server
              ? setting.withDefault(server.defaultEndpoint())
              : setting);
    }
    if (prefix.isEmpty()) {
      all.addAll(ServerSettings.OF_PROCESS);
    }
    return new SettingScope(prefix, withOwn(all, application));
  }

  /// The settings of all servers and the application's, which replace those of the same name.
  static List<Setting<?>> withOwn(List<Setting<?>> ofAll, Application application) {
    List<Setting<?>> own = application.settings();
    List<Setting<?>> all = new ArrayList<>(ofAll);
    all.replaceAll(setting -> own.contains(setting) ? own.get(own.indexOf(setting)) : setting);
    own.stream().filter(setting -> !ofAll.contains(setting)).forEach(all::add);
    return all;
  }

  /// The settings with the defaults that follow from others.
  Settings completed(Settings read) {
    boolean isSecure =
        read.find(ServerSettings.CERT) != null && read.find(ServerSettings.KEY) != null;
    if (isSecure
        && application instanceof ServerApplication server
        && Endpoint.parse(server.defaultEndpoint()) instanceof Endpoint.Tcp(var host, var port)) {
      return read.withDefault(ServerSettings.BIND, new Endpoint.Tls(host, port).toString());
    }
    return read;
  }

  /// Sees whether the settings fit together. It may block.
  ///
  /// @throws SettingException if not
  Settings checked(Settings settings) {
    if (application instanceof ServerApplication server) {
      CertificateFiles.check(settings);
      for (Endpoint endpoint : endpoints(settings)) {
        if (!server.serves(endpoint)) {
          throw new SettingException(
              "--bind " + endpoint + ": " + application.name() + " is not served there");
        }
      }
    }
    return application.check(settings);
  }

  List<Endpoint> endpoints(Settings settings) {
    var bound = settings.find(ServerSettings.BIND);
    return bound == null ? List.of() : bound;
  }

  static boolean hasWorkers(Settings settings) {
    return settings.get(ServerSettings.WORKERS) > 0;
  }

  /// The crew that serves it with these settings.
  ///
  /// @param process what is set for the process
  ServerCrew crew(Settings settings, Settings process) {
    current = settings;
    var all = settings.with(process);
    return ServerCrew.of(name(), ApplicationWorker.of(found, name(), all))
        .bind(endpoints(settings))
        .withListenOptions(ListenOptions.DEFAULT.withBacklog(settings.get(ServerSettings.BACKLOG)))
        .withWorkers(workers(settings))
        .withMonitor(monitor())
        .withReopenLogs(ApplicationWorker.REOPEN_LOGS);
  }

  private static Workers workers(Settings settings) {
    int count = settings.get(ServerSettings.WORKERS);
    if (count == 0) {
      return Workers.locals(1);
    }
    return settings.get(ServerSettings.CONCURRENCY).equals("thread")
        ? Workers.threads(count)
        : Workers.processes(count);
  }

  /// The hooks of its monitor.
  private ActorSpec monitor() {
    var answers = new SpecAnswers(GroupPost.answers(ActorSpec.local(name()), groups));
    application.monitorAnswers(answers);
    return answers
        .spec()
        .onStart(actor -> {
          GroupPost.open(actor, groups);
          application.monitorStart(actor, current);
        })
        .onPeriodic(Application.TASK_PERIOD, actor -> application.monitorTask(actor, current))
        .onInfo((actor, info) -> application.monitorInfo(actor, current, info))
        .onParams((actor, worker) -> application.workerSpec(actor, current, worker))
        .onStopping(actor -> {
          try {
            application.monitorStopping(actor, current);
          } finally {
            GroupPost.close(actor);
          }
        });
  }

  /// What [ServerSettings#RELOAD] watches for it.
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Setting<Path> setting : List.of(ServerSettings.CERT, ServerSettings.KEY)) {
      Path file = current.find(setting);
      if (file != null) {
        files.add(file);
      }
    }
    files.addAll(application.files(current));
    return files;
  }

  /// Where the classes are that [ServerSettings#RELOAD] watches.
  List<Path> classPath() {
    if (application instanceof HttpServing serving) {
      return serving.classPath();
    }
    // What comes with the command does not change under it.
    return application.getClass().getModule().isNamed()
        ? List.of()
        : ClassPath.parts(System.getProperty("java.class.path", ""));
  }

  /// All workers serve for the first time.
  void ready(Actor arbiter) throws Exception {
    application.monitorReady(arbiter, current);
  }
}

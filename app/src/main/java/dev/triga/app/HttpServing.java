package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.Settings;
import dev.triga.http.AccessLog;
import dev.triga.http.HttpApplication;
import dev.triga.http.Router;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves an [HttpApplication], which is a class of the user's or the built-in one, over HTTP. If
/// the class is an [Application] too, its callbacks are called; which settings there are it cannot
/// say, as they stand before it is known.
public final class HttpServing extends WebApplication {
  /// The class, or the source file, of the application.
  static final Setting<String> HANDLER =
      Setting.text(
          "handler",
          "HANDLER",
          null,
          "An HttpApplication with a public constructor without parameters, by its full name or as"
              + " FILE.java. Default: the built-in application.");

  /// In the arbiter's process, where the application is a source file.
  private volatile @Nullable Path source;

  /// In the arbiter's process, where the classes of the user's application are, but for those that
  /// are compiled here.
  private volatile @Nullable String classes;

  /// The user's object, once it is made; in the arbiter's process the first of them.
  private volatile @Nullable HttpApplication made;

  /// Made in each process.
  public HttpServing() {}

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(super.settings());
    all.add(HANDLER);
    all.add(ServerSettings.CLASS_PATH);
    return all;
  }

  @Override
  public Settings check(Settings settings) {
    Settings checked = super.check(settings);
    String handler = checked.find(HANDLER);
    if (handler == null) {
      return checked;
    }
    String classPath = ClassPath.of(checked);
    classes = classPath;
    try {
      Settings found = checked.with(ServerSettings.CLASS_PATH, classPath);
      if (SourceFile.isName(handler)) {
        Path file = Path.of(handler);
        var compiled = SourceFile.compile(file, classPath);
        String user = checked.find(ServerSettings.USER);
        if (user != null) {
          compiled.giveTo(user);
        }
        source = file;
        found =
            checked
                .with(HANDLER, compiled.typeOf(HttpApplication.class).getName())
                .with(ServerSettings.CLASS_PATH, compiled.classPath());
      }
      var object = make(found);
      if (made == null) {
        made = object;
      }
      return object instanceof Application application ? application.check(found) : found;
    } catch (IllegalArgumentException e) {
      throw new SettingException("HANDLER " + handler + ": " + e.getMessage());
    }
  }

  @Override
  public List<Path> files(Settings settings) {
    List<Path> files = new ArrayList<>(callbacks(settings).files(settings));
    var file = source;
    if (file != null) {
      files.add(file);
    }
    return files;
  }

  /// Where the classes are whose change replaces the workers.
  List<Path> classPath() {
    var path = classes;
    return path == null ? List.of() : ClassPath.parts(path);
  }

  private static HttpApplication make(Settings settings) {
    String name = settings.find(HANDLER);
    return name == null
        ? new BuiltInApplication()
        : new ApplicationClass(name, settings.get(ServerSettings.CLASS_PATH))
            .make(HttpApplication.class);
  }

  private HttpApplication handler(Settings settings) {
    var before = made;
    if (before == null) {
      before = make(settings);
      made = before;
    }
    return before;
  }

  /// The user's object as one with callbacks.
  private Application callbacks(Settings settings) {
    return handler(settings) instanceof Application application
        ? application
        : new Application() {};
  }

  @Override
  public void routes(Router router) {
    throw new IllegalStateException("the routes are the handler's");
  }

  @Override
  HttpApplication routes(Settings settings) {
    return handler(settings);
  }

  @Override
  public @Nullable AccessLog requestLog(Actor worker, Settings settings) {
    return handler(settings) instanceof WebApplication web
        ? web.requestLog(worker, settings)
        : null;
  }

  @Override
  public @Nullable ConnectionWatcher watcher(Actor worker, Settings settings) {
    return handler(settings) instanceof ServerApplication server
        ? server.watcher(worker, settings)
        : null;
  }

  @Override
  public void monitorStart(Actor monitor, Settings settings) throws Exception {
    callbacks(settings).monitorStart(monitor, settings);
  }

  @Override
  public void monitorReady(Actor monitor, Settings settings) throws Exception {
    callbacks(settings).monitorReady(monitor, settings);
  }

  @Override
  public void monitorTask(Actor monitor, Settings settings) throws Exception {
    callbacks(settings).monitorTask(monitor, settings);
  }

  @Override
  public void monitorInfo(Actor monitor, Settings settings, Map<String, Object> info)
      throws Exception {
    callbacks(settings).monitorInfo(monitor, settings, info);
  }

  @Override
  public void monitorStopping(Actor monitor, Settings settings) throws Exception {
    callbacks(settings).monitorStopping(monitor, settings);
  }

  @Override
  public ActorSpec workerSpec(Actor monitor, Settings settings, ActorSpec worker) throws Exception {
    return callbacks(settings).workerSpec(monitor, settings, worker);
  }

  @Override
  public void workerStart(Actor worker, Settings settings) throws Exception {
    callbacks(settings).workerStart(worker, settings);
  }

  @Override
  public void workerReady(Actor worker, Settings settings) throws Exception {
    callbacks(settings).workerReady(worker, settings);
  }

  @Override
  public void workerTask(Actor worker, Settings settings) throws Exception {
    callbacks(settings).workerTask(worker, settings);
  }

  @Override
  public void workerInfo(Actor worker, Settings settings, Map<String, Object> info)
      throws Exception {
    super.workerInfo(worker, settings, info);
    callbacks(settings).workerInfo(worker, settings, info);
  }

  @Override
  public void workerReopenLogs(Actor worker, Settings settings) {
    super.workerReopenLogs(worker, settings);
    callbacks(settings).workerReopenLogs(worker, settings);
  }

  @Override
  public void workerStopping(Actor worker, Settings settings) throws Exception {
    try {
      callbacks(settings).workerStopping(worker, settings);
    } finally {
      super.workerStopping(worker, settings);
    }
  }
}

package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.Settings;
import dev.triga.http.AccessFormat;
import dev.triga.http.AccessLogFile;
import dev.triga.http.HttpApplication;
import dev.triga.http.HttpLimits;
import dev.triga.http.HttpServer;
import dev.triga.net.ProtocolFactory;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Serves an [HttpApplication], which is a class of the user's or the built-in one, over HTTP.
public final class HttpServing implements ServerApplication {
  /// The class, or the source file, of the application.
  static final Setting<String> HANDLER =
      Setting.text(
          "handler",
          "HANDLER",
          null,
          "An HttpApplication with a public constructor without parameters, by its full name or as"
              + " FILE.java. Default: the built-in application.");

  /// How long a connection may be without a request.
  static final Setting<Duration> KEEP_ALIVE =
      Setting.seconds(
          "keep-alive",
          HttpLimits.DEFAULT.idleTimeout(),
          "Seconds that a connection may wait for its next request.");

  /// Where requests are noted.
  static final Setting<Path> ACCESS_LOG =
      Setting.file(
          "access-log",
          "Append a line for each request to this file, in the combined format; USR1 opens it anew."
              + " Default: off.");

  /// What can be set.
  static final List<Setting<?>> SETTINGS =
      List.of(HANDLER, KEEP_ALIVE, ACCESS_LOG, ServerSettings.CLASS_PATH);

  private @Nullable AccessLogFile log;
  private @Nullable HttpServer server;
  private @Nullable HttpServer counting;

  /// In the arbiter's process, where the application is a source file.
  private volatile @Nullable Path source;

  /// Made in each process.
  public HttpServing() {}

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Setting<?>> settings() {
    return SETTINGS;
  }

  @Override
  public Settings check(Settings settings) {
    Path requests = settings.find(ACCESS_LOG);
    if (requests != null) {
      // A mistake in its name is found here, not in each worker.
      AccessLogFile.open(requests, AccessFormat.COMBINED).close();
    }
    String handler = settings.find(HANDLER);
    if (handler == null) {
      return settings;
    }
    String classPath = ClassPath.of(settings);
    try {
      Settings found = settings.with(ServerSettings.CLASS_PATH, classPath);
      if (SourceFile.isName(handler)) {
        Path file = Path.of(handler);
        var compiled = SourceFile.compile(file, classPath);
        if (settings.find(ServerSettings.USER) != null) {
          compiled.letOthersRead();
        }
        source = file;
        found =
            settings
                .with(HANDLER, compiled.typeOf(HttpApplication.class).getName())
                .with(ServerSettings.CLASS_PATH, compiled.classPath());
      }
      var _ = handler(found);
      return found;
    } catch (IllegalArgumentException e) {
      throw new SettingException("HANDLER " + handler + ": " + e.getMessage());
    }
  }

  @Override
  public List<Path> files(Settings settings) {
    var file = source;
    if (file != null) {
      return List.of(file);
    }
    return settings.find(HANDLER) == null
        ? List.of()
        : Stream.of(ClassPath.of(settings).split(File.pathSeparator, -1)).map(Path::of).toList();
  }

  private static HttpApplication handler(Settings settings) {
    String name = settings.find(HANDLER);
    return name == null
        ? new BuiltInApplication()
        : new ApplicationClass(name, settings.get(ServerSettings.CLASS_PATH))
            .make(HttpApplication.class);
  }

  @Override
  public ProtocolFactory<?> protocols(Actor worker, Settings settings) {
    var limits = HttpLimits.DEFAULT;
    HttpServer made =
        HttpServer.of(handler(settings))
            .withLimits(
                limits.withTimeouts(
                    limits.headTimeout(), limits.bodyTimeout(), settings.get(KEEP_ALIVE)));
    Path file = settings.find(ACCESS_LOG);
    if (file != null) {
      var opened = AccessLogFile.open(file, AccessFormat.COMBINED);
      log = opened;
      made = made.withAccessLog(opened);
    }
    if (DashboardEndpoint.of(settings) != null) {
      made = made.withCounters();
      counting = made;
    }
    server = made;
    return made;
  }

  @Override
  public List<String> applicationProtocols() {
    return List.of(HttpServer.APPLICATION_PROTOCOL);
  }

  @Override
  public void workerDraining(Actor worker, Settings settings) {
    var serving = server;
    if (serving != null) {
      serving.drain(worker.reactor());
    }
  }

  @Override
  public void workerInfo(Actor worker, Settings settings, Map<String, Object> info) {
    var counted = counting;
    if (counted != null) {
      info.put("requests", RequestInfo.of(counted.counters(worker.reactor())));
    }
  }

  @Override
  public void workerReopenLogs(Actor worker, Settings settings) {
    var opened = log;
    if (opened != null) {
      opened.reopen();
    }
  }

  @Override
  public void workerStopping(Actor worker, Settings settings) {
    var opened = log;
    if (opened != null) {
      opened.close();
    }
  }
}

package dev.triga.app;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.Settings;
import dev.triga.http.AccessFormat;
import dev.triga.http.AccessLog;
import dev.triga.http.AccessLogFile;
import dev.triga.http.HttpApplication;
import dev.triga.http.HttpLimits;
import dev.triga.http.HttpServer;
import dev.triga.net.ProtocolFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An application that serves HTTP: routes, with the callbacks and settings of a
/// [ServerApplication].
///
/// ```java
/// public final class Pages extends WebApplication {
///   @Override
///   public void routes(Router router) {
///     router.get("/", request -> Response.text("Hello, World!"));
///   }
///
///   static void main(String[] args) {
///     System.exit(ApplicationServer.of(Pages.class).run(args));
///   }
/// }
/// ```
///
/// [#routes] is called once in each worker, after [#workerStart], in a coroutine on the worker's
/// turn: there a [SharedGroup] may be opened. Hooks before a request are those of
/// [dev.triga.http.Router#before]; who is told after it says [#requestLog].
///
/// When a worker stops, its WebSockets are closed, and each answer is the last of its connection.
public abstract class WebApplication implements ServerApplication, HttpApplication {
  /// How long a connection may be without a request.
  public static final Setting<Duration> KEEP_ALIVE =
      Setting.seconds(
          "keep-alive",
          HttpLimits.DEFAULT.idleTimeout(),
          "Seconds that a connection may wait for its next request.");

  /// Where requests are noted.
  public static final Setting<Path> ACCESS_LOG =
      Setting.file(
          "access-log",
          "Append a line for each request to this file, in the combined format; USR1 opens it anew."
              + " Default: off.");

  private @Nullable AccessLogFile log;
  private @Nullable HttpServer server;
  private @Nullable HttpServer counting;

  /// Made in each process.
  protected WebApplication() {}

  /// What can be set; who overrides it adds to these.
  @Override
  public List<Setting<?>> settings() {
    return List.of(KEEP_ALIVE, ACCESS_LOG);
  }

  /// Who is told of each request when it is over; null for nobody. Called once in each worker.
  public @Nullable AccessLog requestLog(Actor worker, Settings settings) {
    return null;
  }

  /// Who answers the requests.
  HttpApplication routes(Settings settings) {
    return this;
  }

  @Override
  public List<String> applicationProtocols() {
    return List.of(HttpServer.APPLICATION_PROTOCOL);
  }

  @Override
  public final ProtocolFactory<?> protocols(Actor worker, Settings settings) {
    await(
        worker
            .reactor()
            .deferToThread(() -> {
              HttpServer.load();
              return true;
            }));
    var limits = HttpLimits.DEFAULT;
    HttpServer made =
        HttpServer.of(routes(settings))
            .withLimits(
                limits.withTimeouts(
                    limits.headTimeout(), limits.bodyTimeout(), settings.get(KEEP_ALIVE)));
    Path file = settings.find(ACCESS_LOG);
    log = file == null ? null : AccessLogFile.open(file, AccessFormat.COMBINED);
    AccessLog told = both(log, requestLog(worker, settings));
    if (told != null) {
      made = made.withAccessLog(told);
    }
    if (DashboardEndpoint.of(settings) != null) {
      made = made.withCounters();
      counting = made;
    }
    server = made;
    return made;
  }

  private static @Nullable AccessLog both(@Nullable AccessLog one, @Nullable AccessLog other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return entry -> {
      one.ended(entry);
      other.ended(entry);
    };
  }

  /// Adds the figures of the requests, if there is a status page; who overrides it calls it.
  @Override
  public void workerInfo(Actor worker, Settings settings, Map<String, Object> info)
      throws Exception {
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
  public void workerDraining(Actor worker, Settings settings) throws Exception {
    var made = server;
    if (made != null) {
      made.drain(worker.reactor());
    }
  }

  @Override
  public boolean workerAnswers(Actor worker, Settings settings) {
    var made = server;
    return made != null && made.answering(worker.reactor()) > 0;
  }

  @Override
  public void workerStopping(Actor worker, Settings settings) throws Exception {
    var opened = log;
    if (opened != null) {
      opened.close();
    }
  }
}

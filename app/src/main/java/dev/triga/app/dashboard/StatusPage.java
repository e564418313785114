package dev.triga.app.dashboard;

import dev.triga.actors.server.Operator;
import dev.triga.http.HttpServer;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The status page of an arbiter, served on its own reactor for as long as that runs. On the turn.
public final class StatusPage {
  /// How often a successor tries the port that the process before it still has.
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Operator operator;
  private final Endpoint endpoint;
  private final Access access;
  private final HttpServer server;
  private final Consumer<String> words;

  private StatusPage(
      Operator operator,
      Endpoint endpoint,
      Access access,
      HttpServer server,
      Consumer<String> words) {
    this.operator = operator;
    this.endpoint = endpoint;
    this.access = access;
    this.server = server;
    this.words = words;
  }

  /// Serves the page.
  ///
  /// @param endpoint `tcp:` or `unix:`
  /// @param name what the server is called
  /// @param version of Triga
  /// @param tail the end of the log
  /// @param words is told where the page is, with the token that actions need
  /// @throws BindFailure if the endpoint cannot be had; a successor waits for it instead
  public static void open(
      Operator operator,
      Endpoint endpoint,
      String name,
      String version,
      LogTail tail,
      Consumer<String> words) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("name", name);
    about.put("version", version);
    about.put("java", Runtime.version().toString());
    about.put("driver", operator.arbiter().reactor().driverName());
    var sampler =
        new StatusSampler(
            operator.arbiter().reactor(),
            operator.arbiter()::info,
            new StatusReport(about, tail, Clock.systemUTC()));
    var access = Access.of(endpoint);
    var server = HttpServer.of(new PageApplication(operator, sampler, access));
    new StatusPage(operator, endpoint, access, server, words).listen();
  }

  private void listen() {
    Reactor reactor = operator.arbiter().reactor();
    try {
      var port = reactor.listen(endpoint, server);
      tell(port.endpoint());
    } catch (BindFailure e) {
      if (!operator.isSuccessor()) {
        throw e;
      }
      reactor.schedule(RETRY, this::listen);
    }
  }

  private void tell(Endpoint bound) {
    if (!access.isLocal()) {
      operator
          .arbiter()
          .reactor()
          .log()
          .warning(
              "the status page on "
                  + bound
                  + " can be reached from other machines, in clear: reading needs its token too");
    }
    words.accept(address(bound) + "#" + access.token());
  }

  private static String address(Endpoint bound) {
    return switch (bound) {
      case Endpoint.Tcp(var host, var port) when isWildcard(host) ->
          "http://localhost:" + port + "/";
      case Endpoint.Tcp(var host, var port) when host.contains(":") ->
          "http://[" + host + "]:" + port + "/";
      case Endpoint.Tcp(var host, var port) -> "http://" + host + ":" + port + "/";
      default -> bound + " ";
    };
  }

  private static boolean isWildcard(String host) {
    return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
  }
}

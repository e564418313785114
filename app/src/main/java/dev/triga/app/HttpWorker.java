package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.http.HttpApplication;
import dev.triga.http.HttpServer;
import dev.triga.net.DatagramFactory;
import dev.triga.net.ProtocolFactory;
import org.jspecify.annotations.Nullable;

/// A worker of `triga http`.
public final class HttpWorker extends PortWorker {
  /// The value of its config that names the application; without it the built-in one is served.
  static final String APPLICATION = "application";

  /// The value of its config that says where the application's classes are.
  static final String CLASS_PATH = "class-path";

  /// Made by its actor.
  public HttpWorker() {}

  @Override
  ProtocolFactory<?> protocols(Actor actor) {
    return HttpServer.of(application(actor));
  }

  private static HttpApplication application(Actor actor) {
    return actor.config().get(APPLICATION) instanceof String name
        ? HttpClass.open(name, String.valueOf(actor.config().get(CLASS_PATH)))
        : new BuiltInApplication();
  }

  @Override
  @Nullable DatagramFactory datagrams(Actor actor) {
    return null;
  }
}

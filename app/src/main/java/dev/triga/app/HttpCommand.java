package dev.triga.app;

import dev.triga.app.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `triga http`: an HTTP/1.1 server, of the built-in application or of a class.
@Command(
    name = "http",
    description = {
      "Serve an application over HTTP/1.1.",
      "Without one: / /plaintext /json /payload/BYTES /stream/CHUNK/COUNT /delay/SECONDS /health,"
          + " POST /echo, and the WebSocket /ws/echo."
    },
    modelTransformer = SettingOptions.class)
final class HttpCommand extends ServerCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HANDLER",
      description =
          "An HttpApplication with a public constructor without parameters, by its full name or as"
              + " FILE.java. Default: the built-in application.")
  private @Nullable String handler;

  @Override
  List<ServedApplication> open() {
    return List.of(ServedApplication.of("", HttpServing.class));
  }

  @Override
  Map<Setting<?>, String> arguments() {
    return handler == null ? Map.of() : Map.of(HttpServing.HANDLER, handler);
  }

  @Override
  Set<Setting<?>> positional() {
    return Set.of(HttpServing.HANDLER);
  }
}

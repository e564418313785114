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
          + " and POST /echo."
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
<<<<<<< HEAD
  List<ServedApplication> open() {
    return List.of(ServedApplication.of("", HttpServing.class));
=======
  public Integer call() {
    CertificateOptions.Files files = certificate.check(spec.commandLine());
    List<Endpoint> wanted =
        endpoints.isEmpty()
            ? List.of(Endpoint.parse((files == null ? "tcp:" : "tls:") + DEFAULT_ADDRESS))
            : endpoints;
    certificate.checkNeeded(spec.commandLine(), wanted);
    checkStreams(wanted);
    ActorSpec worker = ActorSpec.process(spec.name(), HttpWorker.class);
    if (name != null) {
      String path = classPath == null ? "" : classPath;
      try {
        var _ = HttpClass.open(name, path);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
      worker = worker.config(HttpWorker.APPLICATION, name).config(HttpWorker.CLASS_PATH, path);
    }
    return serving.run(spec, wanted, worker, files);
>>>>>>> b248f4b (A training is quiet; formatted)
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

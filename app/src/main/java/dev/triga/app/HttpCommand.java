package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.net.Endpoint;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triga http`: an HTTP/1.1 server, of the built-in application or of a class.
@Command(
    name = "http",
    description = {
      "Serve an application over HTTP/1.1.",
      "Without one: / /plaintext /json /payload/BYTES /stream/CHUNK/COUNT /delay/SECONDS /health,"
          + " and POST /echo."
    })
final class HttpCommand implements Callable<Integer> {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:8060";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CLASS",
      description =
          "An HttpApplication with a public constructor without parameters, by its full name."
              + " Default: the built-in application.")
  private @Nullable String name;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "Folders and jars, separated as on a class path, that have CLASS.")
  private @Nullable String classPath;

  @Option(
      names = "--bind",
      paramLabel = "ENDPOINT",
      converter = OptionText.ToEndpoint.class,
      description =
          "Where to listen, repeatable: tcp:HOST:PORT, tls:HOST:PORT, unix:/PATH, systemd:INDEX or"
              + " fd:NUMBER. Default: tcp:"
              + DEFAULT_ADDRESS
              + ", with --cert tls:"
              + DEFAULT_ADDRESS
              + ".")
  private List<Endpoint> endpoints = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private Serving serving;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CertificateOptions certificate;

  /// Serves on the calling thread until a signal stops it.
  ///
  /// @return the exit code
  @Override
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
  }

  private void checkStreams(List<Endpoint> wanted) {
    for (Endpoint endpoint : wanted) {
      if (endpoint instanceof Endpoint.Udp || endpoint instanceof Endpoint.Stdio) {
        throw new ParameterException(
            spec.commandLine(), "--bind " + endpoint + ": HTTP is not served there");
      }
    }
  }
}

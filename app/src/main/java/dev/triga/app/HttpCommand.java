package dev.triga.app;

import dev.triga.http.HttpApplication;
import dev.triga.http.HttpServer;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.Reactor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triga http`: an HTTP/1.1 server, of the built-in application or of a class.
@Command(
    name = "http",
    description = {
      "Serve an application over HTTP/1.1.",
      "Without one: / /plaintext /json /payload/BYTES /stream/CHUNK/COUNT /delay/SECONDS /health,"
          + " POST /echo, and the WebSocket /ws/echo."
    })
final class HttpCommand implements Runnable {
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
  @Override
  public void run() {
    TlsOptions tls = certificate.read(spec.commandLine());
    List<Endpoint> wanted =
        endpoints.isEmpty()
            ? List.of(Endpoint.parse((tls == null ? "tcp:" : "tls:") + DEFAULT_ADDRESS))
            : endpoints;
    certificate.checkNeeded(spec.commandLine(), wanted);
    HttpApplication application =
        name == null
            ? new BuiltInApplication()
            : HttpClass.open(spec.commandLine(), name, classPath == null ? "" : classPath);
    HttpServer server = HttpServer.of(application);
    serving.run(
        spec,
        (reactor, options) ->
            wanted.stream().map(endpoint -> bind(reactor, endpoint, options, tls, server)).toList(),
        certificate.reload());
  }

  private static Endpoint bind(
      Reactor reactor,
      Endpoint endpoint,
      ListenOptions options,
      @Nullable TlsOptions tls,
      HttpServer server) {
    ListenOptions own =
        tls != null && endpoint instanceof Endpoint.Tls ? options.withTls(tls) : options;
    return reactor.listen(endpoint, own, server).endpoint();
  }
}

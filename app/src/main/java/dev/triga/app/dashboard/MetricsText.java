package dev.triga.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.actors.Arbiter;
import dev.triga.actors.server.InfoExporter;
import dev.triga.async.Deferred;
import dev.triga.http.Request;
import dev.triga.http.Response;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/metrics`: what the arbiter tells, for programs that collect figures, if the module for that is
/// there. It is looked for when somebody asks for the first time, so that no other start pays for
/// it: on the module and class path, and else in the folder that the launcher names. On the turn.
final class MetricsText {
  /// The system property with the folder.
  static final String FOLDER = "triga.metrics";

  private static final String MODULE = "dev.triga.metrics";

  private final Arbiter arbiter;
  private @Nullable Deferred<Optional<InfoExporter>> found;

  MetricsText(Arbiter arbiter) {
    this.arbiter = arbiter;
  }

  Response respond(Request request) {
    var loading = found;
    if (loading == null) {
      loading = arbiter.reactor().deferToThread(() -> load(System.getProperty(FOLDER, "")));
      found = loading;
    }
    return Response.later(
        loading.thenCompose(
            exporter -> exporter.map(this::export).orElseGet(MetricsText::missing)));
  }

  private Deferred<Response> export(InfoExporter exporter) {
    return arbiter
        .info()
        .thenCompose(info -> arbiter.reactor().deferToThread(() -> exporter.export(info)))
        .thenApply(text ->
            Access.safe(Response.bytes(exporter.contentType(), text.getBytes(UTF_8)))
                .with("Cache-Control", "no-store"));
  }

  private static Deferred<Response> missing() {
    return Deferred.succeeded(
        Access.refusal(404, "metrics need the module triga-metrics, which is not on the path"));
  }

  /// @param folder with the module and what it needs; empty for none
  static Optional<InfoExporter> load(String folder) {
    var present = ServiceLoader.load(InfoExporter.class).findFirst();
    if (present.isPresent() || folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
      return present;
    }
    var boot = ModuleLayer.boot();
    var configuration =
        boot.configuration()
            .resolve(ModuleFinder.of(Path.of(folder)), ModuleFinder.of(), Set.of(MODULE));
    var layer = boot.defineModulesWithOneLoader(configuration, InfoExporter.class.getClassLoader());
    return ServiceLoader.load(layer, InfoExporter.class).findFirst();
  }
}

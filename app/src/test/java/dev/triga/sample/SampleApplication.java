package dev.triga.sample;

import dev.triga.http.HttpApplication;
import dev.triga.http.Response;
import dev.triga.http.Router;
import dev.triga.http.StaticFiles;
import java.nio.file.Path;

/// What the clients of the interop tests are served, beside the files of the folder that the
/// environment names.
public final class SampleApplication implements HttpApplication {
  /// The variable with the folder.
  public static final String FOLDER = "SAMPLE_FOLDER";

  @Override
  public void routes(Router router) {
    Response plain = Response.text("Hello, World!");
    router
        .get("/plaintext", request -> plain)
        .get("/files/{path:path}", StaticFiles.of(Path.of(System.getenv(FOLDER))))
        .put("/echo", request -> Response.later(request.body().thenApply(SampleApplication::back)))
        .post(
            "/echo", request -> Response.later(request.body().thenApply(SampleApplication::back)));
  }

  private static Response back(byte[] bytes) {
    return Response.bytes("application/octet-stream", bytes);
  }
}

package dev.triga.app.demo;

import dev.triga.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// A file of the page, out of the jar.
///
/// @param path where it is served
/// @param response what a request for it gets
record PageFile(String path, Response response) {
  /// Nothing from elsewhere is loaded, run or connected to, and nobody shows the page in a frame.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// All of them.
  static List<PageFile> all() {
    return List.of(
        of("/", "index.html", "text/html; charset=utf-8"),
        of("/demo.css", "demo.css", "text/css; charset=utf-8"),
        of("/demo.js", "demo.js", "text/javascript; charset=utf-8"),
        of("/favicon.svg", "favicon.svg", "image/svg+xml"));
  }

  private static PageFile of(String path, String resource, String type) {
    try (var in = PageFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing beside " + PageFile.class);
      }
      return new PageFile(
          path,
          Response.bytes(type, in.readAllBytes())
              .with("Content-Security-Policy", POLICY)
              .with("X-Content-Type-Options", "nosniff")
              .with("Referrer-Policy", "no-referrer")
              .with("Cache-Control", "no-cache"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}

package dev.triga.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An application of one file for `triga http`, whose workers start or do not.
final class HttpSource {
  private static final String TEXT =
      """
      import dev.triga.http.*;
      public class Page implements HttpApplication {
        @Override public void routes(Router router) {
          %s
          router.get("/", request -> Response.text("a page"));
        }
      }
      """;

  private final Path file;

  HttpSource(Path folder) {
    file = folder.resolve("Page.java");
  }

  /// Its workers serve.
  HttpSource good() throws IOException {
    Files.writeString(file, TEXT.formatted(""));
    return this;
  }

  /// It compiles, but none of its workers starts.
  HttpSource bad() throws IOException {
    Files.writeString(file, TEXT.formatted("if (true) throw new IllegalStateException(\"no\");"));
    return this;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

package dev.triga.http;

import dev.triga.net.FileRegion;
import dev.triga.reactor.ThreadKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Serves the files of a folder, for a route whose parameter `path` has the type `path`:
///
/// ```java
/// router.get("/static/{path:path}", StaticFiles.of(Path.of("public")));
/// ```
///
/// A folder is served as its `index.html`, and asked for without the slash at its end redirected to
/// itself with one, because the links in it are relative to that. Names that begin with a dot are
/// not served, nor is what lies outside, be it by `..` or by a symbolic link: 404. A file that the
/// server may not read is answered with 403; one that fails while it is sent ends the connection,
/// and the log names it. `ETag` (of size and time of change), `Last-Modified`, conditional requests
/// and a single range of bytes are those of RFC 9110, 13 and 14; several ranges are answered with
/// the whole file. Files are looked up on a thread and sent as by
/// [dev.triga.net.Transport#sendFile]; they are never compressed.
public final class StaticFiles implements Responder {
  private static final String INDEX = "index.html";

  private final Path root;

  private StaticFiles(Path root) {
    this.root = root;
  }

  /// The files of a folder.
  ///
  /// @throws UncheckedIOException if there is no such folder
  public static StaticFiles of(Path folder) {
    try {
      return new StaticFiles(folder.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve the files of " + folder, e);
    }
  }

  @Override
  public Response respond(Request request) {
    String name = request.param("path");
    if (name.startsWith("/") || name.startsWith(".") || name.contains("/.")) {
      return nothing();
    }
    return Response.later(
        request.reactor().deferToThread(ThreadKind.PLATFORM, () -> answer(request, name)));
  }

  private Response answer(Request request, String name) throws IOException {
    boolean isFolder = name.isEmpty() || name.endsWith("/");
    Path file = real(isFolder ? name + INDEX : name);
    if (file == null) {
      return nothing();
    }
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory() && real(name + "/" + INDEX) != null) {
      // The path has no second slash at its beginning, which would make it another host's.
      String query = request.rawQuery();
      return Response.of(301)
          .with("Location", request.rawPath() + "/" + (query == null ? "" : "?" + query));
    }
    if (!attributes.isRegularFile()) {
      return nothing();
    }
    if (!Files.isReadable(file)) {
      return ErrorPage.of(403, "The server may not read this file.");
    }
    var modified = attributes.lastModifiedTime();
    Instant changed = modified.toInstant().truncatedTo(ChronoUnit.SECONDS);
    String tag =
        "\""
            + Long.toHexString(modified.toMillis())
            + "-"
            + Long.toHexString(attributes.size())
            + "\"";
    return new Conditions(request, tag, changed)
        .answer(
            attributes.size(),
            MediaTypes.of(file),
            range -> FileRegion.of(file, range.from(), range.count()));
  }

  /// Where a name leads, or null if there is nothing, or it leads outside.
  private @Nullable Path real(String name) throws IOException {
    try {
      Path real = root.resolve(name).toRealPath();
      return real.startsWith(root) ? real : null;
    } catch (FileSystemException | InvalidPathException e) {
      return null;
    }
  }

  private static Response nothing() {
    return ErrorPage.of(404, "There is no such file.");
  }
}

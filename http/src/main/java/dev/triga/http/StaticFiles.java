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

/// Serves the files of a folder, for a route whose parameter `path` has the type `path`:
///
/// ```java
/// router.get("/static/{path:path}", StaticFiles.of(Path.of("public")));
/// ```
///
/// A folder is served as its `index.html`. Names that begin with a dot are not served, nor is what
/// lies outside, be it by `..` or by a symbolic link: 404. `ETag` (of size and time of change),
/// `Last-Modified`, conditional requests and a single range of bytes are those of RFC 9110, 13 and
/// 14; several ranges are answered with the whole file. Files are looked up on a thread and sent as
/// by [dev.triga.net.Transport#sendFile].
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
    return Response.later(
        request.reactor().deferToThread(ThreadKind.PLATFORM, () -> answer(request, name)));
  }

  private Response answer(Request request, String name) throws IOException {
    Path file;
    BasicFileAttributes attributes;
    try {
      file = root.resolve(name.isEmpty() || name.endsWith("/") ? name + INDEX : name).toRealPath();
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (FileSystemException | InvalidPathException e) {
      throw nothing();
    }
    boolean isOurs = !name.startsWith("/") && !name.startsWith(".") && !name.contains("/.");
    if (!isOurs || !file.startsWith(root) || !attributes.isRegularFile()) {
      throw nothing();
    }
    Instant changed = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
    String tag =
        "\""
            + Long.toHexString(attributes.lastModifiedTime().toMillis())
            + "-"
            + Long.toHexString(attributes.size())
            + "\"";
    return Conditions.of(request, tag, changed)
        .answer(attributes.size(), MediaTypes.of(file), range -> region(file, range));
  }

  private static FileRegion region(Path file, ByteRange range) {
    return FileRegion.of(file, range.from(), range.count());
  }

  private static HttpFailure nothing() {
    return new HttpFailure(404, "There is no such file.");
  }
}

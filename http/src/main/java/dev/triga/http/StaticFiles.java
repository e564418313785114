package dev.triga.http;

import dev.triga.reactor.ThreadKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
/// server may not read is answered with 403; one that cannot be opened, for want of descriptors for
/// one, with 503; one that fails while it is sent ends the connection, and the log names it. `ETag`
/// (of size and time of change), `Last-Modified`, conditional requests and a single range of bytes
/// are those of RFC 9110, 13 and 14; several ranges are answered with the whole file. A file that
/// is replaced by a rename is answered as the old one or the new one, head and content alike; one
/// that is written in place while it is sent may be a mixture. Files are looked up on a thread and
/// sent as by [dev.triga.net.Transport#sendFile]; they are never compressed.
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
      return FoundFile.nothing();
    }
    return Response.later(
        request.reactor().deferToThread(ThreadKind.PLATFORM, () -> answer(request, name)));
  }

  private Response answer(Request request, String name) throws IOException {
    boolean isFolder = name.isEmpty() || name.endsWith("/");
    Path file = real(isFolder ? name + INDEX : name);
    if (file == null) {
      return FoundFile.nothing();
    }
    try {
      return answer(request, name, file);
    } catch (IOException e) {
      // It may be gone since its path was resolved.
      var refusal = FoundFile.refusal(e);
      if (refusal == null) {
        throw e;
      }
      return refusal;
    }
  }

  private Response answer(Request request, String name, Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory() && real(name + "/" + INDEX) != null) {
      // The path has no second slash at its beginning, which would make it another host's.
      String query = request.rawQuery();
      return Response.of(301)
          .with("Location", request.rawPath() + "/" + (query == null ? "" : "?" + query));
    }
    if (!attributes.isRegularFile()) {
      return FoundFile.nothing();
    }
    file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
    return new FoundFile(request, file, attributes).answer();
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
}

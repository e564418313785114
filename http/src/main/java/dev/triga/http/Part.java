package dev.triga.http;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ThreadKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One part of a [Multipart] body: a field of a form, or a file. On the turn.
public final class Part {
  private final Multipart body;
  private final Reactor reactor;
  private final Headers headers;
  private final String name;
  private final @Nullable String fileName;

  /// Made when its fields have been read.
  ///
  /// @throws HttpFailure with status 400 if it has no name
  Part(Multipart body, Reactor reactor, Headers headers) {
    this.body = body;
    this.reactor = reactor;
    this.headers = headers;
    String disposition = headers.first("Content-Disposition");
    var value = disposition == null ? null : FieldValue.parse(disposition);
    String given = value == null ? null : value.param("name");
    if (value == null || given == null || !value.text().equalsIgnoreCase("form-data")) {
      throw new HttpFailure(400, "A part of the form has no name.");
    }
    this.name = given;
    String path = value.param("filename");
    this.fileName =
        path == null
            ? null
            : path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  /// The name of the form's field.
  public String name() {
    return name;
  }

  /// The name of the file, without folders, as the client tells it; null for what is no file. Do
  /// not store a file under it: it may be empty, `..`, or that of another.
  public @Nullable String fileName() {
    return fileName;
  }

  /// The media type that the client tells, or null.
  public @Nullable String type() {
    return headers.first("Content-Type");
  }

  /// The fields of the part.
  public Headers headers() {
    return headers;
  }

  /// The next piece of the content, or null at its end; always null once the next part was asked
  /// for. See [Multipart] for how it fails.
  public Deferred<@Nullable ByteBuffer> nextPiece() {
    return body.piece(this);
  }

  /// The rest of the content.
  ///
  /// @param max how many bytes it may have; more fails with an [HttpFailure] with status 413
  public Deferred<byte[]> bytes(int max) {
    var gathered = new ByteArrayOutputStream();
    return gather(gathered, max);
  }

  private Deferred<byte[]> gather(ByteArrayOutputStream gathered, int max) {
    return nextPiece()
        .thenCompose(piece -> {
          if (piece == null) {
            return Deferred.succeeded(gathered.toByteArray());
          }
          if (piece.remaining() > max - gathered.size()) {
            throw new HttpFailure(413, "A part of the form is longer than " + max + " bytes.");
          }
          gathered.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
          return gather(gathered, max);
        });
  }

  /// The rest of the content as UTF-8; see [#bytes]. What is not UTF-8 becomes U+FFFD.
  public Deferred<String> text(int max) {
    return bytes(max).thenApply(bytes -> new String(bytes, UTF_8));
  }

  /// Writes the rest of the content to a new file, on threads. If that fails, or the client leaves,
  /// what was written so far stays.
  ///
  /// @param file must not exist; a name of your own, not [#fileName()]
  /// @return how many bytes it has, or an [IOException], or what [#nextPiece()] fails with
  public Deferred<Long> saveTo(Path file) {
    return reactor.async(() -> {
      long size = 0;
      try (var channel = onThread(() -> open(file))) {
        for (var piece = await(nextPiece()); piece != null; piece = await(nextPiece())) {
          ByteBuffer data = piece;
          size += data.remaining();
          onThread(() -> write(channel, data));
        }
      }
      return size;
    });
  }

  private <T> T onThread(java.util.concurrent.Callable<T> work) {
    return await(reactor.deferToThread(ThreadKind.VIRTUAL, work));
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static boolean write(FileChannel channel, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
    return true;
  }

  @Override
  public String toString() {
    return "part " + name + (fileName == null ? "" : ", file " + fileName);
  }
}

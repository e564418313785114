package dev.triga.http;

import dev.triga.async.Deferred;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a body of `multipart/form-data` (RFC 7578) part by part, as it comes.
///
/// ```java
/// router.post("/upload", Responder.coroutine(request -> {
///   var parts = Multipart.of(request);
///   for (Part part; (part = await(parts.next())) != null; ) {
///     if (part.fileName() != null) {
///       await(part.saveTo(folder.resolve(newName())));
///     }
///   }
///   return Response.redirect("/thanks");
/// }));
/// ```
///
/// The client is slowed down while nobody asks. A body has [#PARTS_MAX] parts at most, and a part
/// [#HEAD_BYTES_MAX] bytes of fields. On the turn. What the Deferreds fail with is an [HttpFailure]
/// with status 400 for what is malformed, 413 for what is too much, and whatever
/// [Request#nextPiece()] fails with. For small forms see [Form].
public final class Multipart {
  /// How many parts a body may have.
  public static final int PARTS_MAX = 1000;

  /// How many bytes the fields of one part may have, and what comes before the first part.
  public static final int HEAD_BYTES_MAX = 8 << 10;

  private final Request request;
  private final MultipartParser parser;
  private @Nullable Part current;
  private int count;

  private Multipart(Request request, MultipartParser parser) {
    this.request = request;
    this.parser = parser;
  }

  /// Reads the body of a request, which nobody else may read.
  ///
  /// @throws HttpFailure with status 415 if the body is of another type, and 400 if its boundary is
  ///   missing or malformed (RFC 2046, 5.1.1)
  public static Multipart of(Request request) {
    String type = request.header("Content-Type");
    var value = type == null ? null : FieldValue.parse(type);
    if (value == null || !value.text().equalsIgnoreCase("multipart/form-data")) {
      throw new HttpFailure(415, "The body has to be multipart/form-data.");
    }
    String boundary = value.param("boundary");
    if (boundary == null || !isBoundary(boundary)) {
      throw new HttpFailure(400, "The boundary of the parts is missing or malformed.");
    }
    return new Multipart(request, new MultipartParser(boundary, HEAD_BYTES_MAX));
  }

  private static boolean isBoundary(String text) {
    return !text.isEmpty()
        && text.length() <= 70
        && !text.endsWith(" ")
        && text.chars()
            .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || isBoundaryMark(c));
  }

  private static boolean isBoundaryMark(int c) {
    return "'()+_,-./:=? ".indexOf(c) >= 0;
  }

  /// The next part, or null behind the last one. What was not read of the one before is skipped.
  public Deferred<@Nullable Part> next() {
    return piece().thenCompose(this::skip);
  }

  @SuppressWarnings("NullAway") // Null is the end.
  private Deferred<@Nullable Part> skip(@Nullable ByteBuffer left) {
    if (left != null) {
      return next();
    }
    current = null;
    return head();
  }

  @SuppressWarnings("NullAway") // Null is the end.
  private Deferred<@Nullable Part> head() {
    var headers = parser.head();
    if (headers != null) {
      count++;
      if (count > PARTS_MAX) {
        throw new HttpFailure(413, "The body has more than " + PARTS_MAX + " parts.");
      }
      var part = new Part(this, request.reactor(), headers);
      current = part;
      return Deferred.succeeded(part);
    }
    if (parser.isOver()) {
      return drain();
    }
    return more().thenCompose(nothing -> head());
  }

  /// Whatever comes behind the last part means nothing (RFC 2046, 5.1.1), but has to be read.
  @SuppressWarnings("NullAway") // Null is the end.
  private Deferred<@Nullable Part> drain() {
    return request
        .nextPiece()
        .thenCompose(data -> data == null ? Deferred.<@Nullable Part>succeeded(null) : drain());
  }

  /// The next piece of a part, or null at its end or when it is not the current one.
  @SuppressWarnings("NullAway") // Null is the end.
  Deferred<@Nullable ByteBuffer> piece(Part of) {
    return of == current ? piece() : Deferred.<@Nullable ByteBuffer>succeeded(null);
  }

  @SuppressWarnings("NullAway") // Null is the end.
  private Deferred<@Nullable ByteBuffer> piece() {
    if (current == null) {
      return Deferred.<@Nullable ByteBuffer>succeeded(null);
    }
    var content = parser.content();
    if (content != null) {
      return Deferred.<@Nullable ByteBuffer>succeeded(content);
    }
    if (parser.isContentOver()) {
      return Deferred.<@Nullable ByteBuffer>succeeded(null);
    }
    return more().thenCompose(nothing -> piece());
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private Deferred<@Nullable Void> more() {
    return request
        .nextPiece()
        .thenApply(data -> {
          if (data == null) {
            throw new HttpFailure(400, "The body ends before its last part does.");
          }
          parser.add(data);
          return null;
        });
  }
}

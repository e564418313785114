package dev.triga.http;

import dev.triga.net.FileFailure;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A file that was asked for, as it was found: another may stand there when it is opened.
///
/// @param request who asks for it
/// @param path where it is
/// @param attributes what it is like
record FoundFile(Request request, Path path, BasicFileAttributes attributes) {
  /// The answer to the request, if it is this file that is sent.
  Response answer() {
    var modified = attributes.lastModifiedTime();
    String tag =
        "\""
            + Long.toHexString(modified.toMillis())
            + "-"
            + Long.toHexString(attributes.size())
            + "\"";
    return new Conditions(request, tag, modified.toInstant().truncatedTo(ChronoUnit.SECONDS))
        .answer(this);
  }

  /// The same request for what was opened in its place.
  FoundFile as(BasicFileAttributes opened) {
    return new FoundFile(request, path, opened);
  }

  /// Whether what the answer says of this file is true of an open one.
  boolean isLike(BasicFileAttributes opened) {
    return attributes.size() == opened.size()
        && attributes.lastModifiedTime().equals(opened.lastModifiedTime());
  }

  /// The answer for a file that is gone, or may not be read; null for another failure.
  static @Nullable Response refusal(@Nullable Throwable failure) {
    return switch (failure) {
      case FileFailure unsent -> refusal(unsent.reason().cause());
      case NoSuchFileException gone -> nothing();
      case AccessDeniedException denied -> ErrorPage.of(403, "The server may not read this file.");
      case null, default -> null;
    };
  }

  static Response nothing() {
    return ErrorPage.of(404, "There is no such file.");
  }
}

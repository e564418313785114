package dev.triga.actors.codec;

import org.jspecify.annotations.Nullable;

/// A value that cannot become bytes, or bytes that are none of a value; the message says which and
/// why.
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With what was wrong.
  public CodecException(String message) {
    super(message);
  }

  /// With what was wrong, and what was thrown.
  public CodecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

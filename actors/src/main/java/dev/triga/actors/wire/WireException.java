package dev.triga.actors.wire;

import org.jspecify.annotations.Nullable;

/// What came over the wire is not what it should be, or what should go cannot: the message says
/// which value and which limit.
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With what was wrong.
  public WireException(String message) {
    super(message);
  }

  /// With what was wrong, and what was thrown.
  public WireException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

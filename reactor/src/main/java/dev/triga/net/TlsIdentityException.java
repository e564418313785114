package dev.triga.net;

import org.jspecify.annotations.Nullable;

/// A key and certificates that should identify somebody in TLS do not: they do not belong together,
/// are in the wrong order, have expired, or cannot be read. The message says which and what to do.
public final class TlsIdentityException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// Made with the whole sentence.
  public TlsIdentityException(String message) {
    super(message);
  }

  /// Made with the whole sentence and the exception behind it.
  public TlsIdentityException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

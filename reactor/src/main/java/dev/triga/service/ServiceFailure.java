package dev.triga.service;

import org.jspecify.annotations.Nullable;

/// A group of services did not start: its message and cause say which child, and why.
public final class ServiceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String service;

  ServiceFailure(String service, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.service = service;
  }

  /// The name of the service that is to blame, with those of the groups above it, such as
  /// `app/web`.
  public String service() {
    return service;
  }
}

package dev.triga.actors.launch;

import org.jspecify.annotations.Nullable;

/// There is no safe place for the sockets of this run; the message says why, and what to do.
public final class RunDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunDirectoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

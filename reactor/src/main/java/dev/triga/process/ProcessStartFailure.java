package dev.triga.process;

/// A child process could not be started. The message says which, why, and what to do.
public final class ProcessStartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProcessStartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

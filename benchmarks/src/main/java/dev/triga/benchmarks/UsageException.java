package dev.triga.benchmarks;

/// The command line cannot be understood; the message says what was wrong and what is allowed.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}

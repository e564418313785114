package dev.triga.driver;

/// A driver that was asked for by name does not exist or cannot be opened on this machine. The
/// message names the driver, the reason and the drivers that are there.
public final class DriverUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Made with the whole sentence.
  public DriverUnavailableException(String message) {
    super(message);
  }

  /// Made with the whole sentence and what caused it.
  public DriverUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

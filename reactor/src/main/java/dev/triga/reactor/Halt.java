package dev.triga.reactor;

/// Thrown by a callback to end the program in order: it passes through callbacks and Deferreds,
/// stops the reactor, and is thrown by [Reactor#run()] after everything has shut down. A program
/// that lets it through should end with [#exitCode()].
public final class Halt extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The exit code of a halt that names none.
  public static final int DEFAULT_EXIT_CODE = 3;

  private final int exitCode;

  /// Halts with exit code 3.
  public Halt(String message) {
    this(message, DEFAULT_EXIT_CODE);
  }

  /// Halts with an exit code from 0 to 255.
  ///
  /// @throws IllegalArgumentException if the code is outside that range
  public Halt(String message, int exitCode) {
    super(message);
    if (exitCode < 0 || exitCode > 255) {
      throw new IllegalArgumentException("exit code " + exitCode + " is not within 0..255");
    }
    this.exitCode = exitCode;
  }

  /// What the process should exit with.
  public int exitCode() {
    return exitCode;
  }
}

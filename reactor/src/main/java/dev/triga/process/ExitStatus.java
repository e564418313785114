package dev.triga.process;

/// How a process ended. A value; any thread.
///
/// @param code the exit code, 0 to 255. A signal counts as 128 and its number, as in a shell, since
///   the JDK does not tell a process that a signal has ended from one that exits with that code
public record ExitStatus(int code) {
  private static final int SIGNAL_BASE = 128;
  private static final int SIGNAL_MAX = 64;

  /// Whether it ended with code 0.
  public boolean isSuccess() {
    return code == 0;
  }

  /// The number of the signal that ended it, such as 9 for KILL, or 0 if none did.
  public int signal() {
    return code > SIGNAL_BASE && code <= SIGNAL_BASE + SIGNAL_MAX ? code - SIGNAL_BASE : 0;
  }

  /// `exit code 3`, or `signal 9 (exit code 137)`.
  @Override
  public String toString() {
    return signal() == 0 ? "exit code " + code : "signal " + signal() + " (exit code " + code + ")";
  }
}

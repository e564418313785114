package dev.triga.reactor;

/// The signals that a Java program can handle. QUIT is the JVM's own (thread dump).
public enum Signal {
  /// Hang-up; by convention: reload.
  HUP,
  /// Interrupt from the terminal (Ctrl-C).
  INT,
  /// Ask to end.
  TERM,
  /// For the application.
  USR1,
  /// For the application; needs `_JAVA_SR_SIGNUM` in the environment, since the JVM uses it
  /// otherwise.
  USR2,
  /// Background read from the terminal; by convention: one worker more.
  TTIN,
  /// Background write to the terminal; by convention: one worker fewer.
  TTOU,
  /// A child process changed its state.
  CHLD,
  /// The terminal's window changed its size.
  WINCH
}

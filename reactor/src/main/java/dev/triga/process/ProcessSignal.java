package dev.triga.process;

/// The signals that can be sent to a child.
public enum ProcessSignal {
  /// Hang-up; by convention: reload.
  HUP,
  /// Interrupt, as by Ctrl-C.
  INT,
  /// Quit; a JVM writes a thread dump to its standard output.
  QUIT,
  /// Ends it at once; it cannot be ignored.
  KILL,
  /// For the application.
  USR1,
  /// For the application.
  USR2,
  /// Ask to end.
  TERM,
  /// Go on after a stop.
  CONT,
  /// Stops it until [#CONT]; it cannot be ignored.
  STOP,
  /// Asks it to stop, as by Ctrl-Z.
  TSTP,
  /// Background read from the terminal; by convention: one worker more.
  TTIN,
  /// Background write to the terminal; by convention: one worker fewer.
  TTOU,
  /// The terminal's window changed its size.
  WINCH
}

package dev.triga.tasks;

/// What a batch does when a task has ended in anything but success, after its last attempt.
public enum ErrorPolicy {
  /// Goes on with the other tasks.
  CONTINUE,

  /// Stops at once: begins no other task and interrupts those that are running. The caller gets a
  /// [BatchFailure].
  STOP,

  /// Begins no other task and lets those that are running finish. The caller gets a [BatchFailure].
  DRAIN
}

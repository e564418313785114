package dev.triga.tasks;

/// Why a batch ended.
public enum BatchEnding {
  /// The input is exhausted, and each task has had its chance.
  COMPLETED,
  /// A task did not succeed, and the error policy is to stop.
  STOPPED,
  /// Its time was over: [BatchOptions#deadline].
  DEADLINE,
  /// No task ended for too long: [BatchOptions#resultTimeout].
  RESULT_TIMEOUT,
  /// It was cancelled, the thread that waited for it was interrupted, or the pool was closed.
  CANCELLED,
  /// All workers are held by tasks that ignore interruption, or no process could be started.
  NO_WORKERS,
  /// The input threw.
  INPUT_FAILED,
  /// A task threw [dev.triga.reactor.Halt].
  HALTED
}

package dev.triga.driver;

/// What became of a [StreamHandle#flush].
public enum FlushOutcome {
  /// Everything went to the system.
  DONE,
  /// Something is left or on its way: the sink's `writable` follows.
  PENDING,
  /// The stream is broken: see [StreamHandle#failure()].
  FAILED
}

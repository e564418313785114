package dev.triga.net;

/// What became of a write. Look at it before writing more than a little.
public enum WriteOutcome {
  /// Accepted. It goes out at the end of this pass at the latest.
  QUEUED,
  /// Accepted, but more is waiting than the high watermark allows: stop writing until
  /// [Protocol#writable()].
  ABOVE_HIGH_WATER,
  /// Not accepted: the connection is closed, closing, or was aborted by this very write because the
  /// peer does not read (see [CloseReason.Kind#OVERFLOW]).
  CLOSED
}

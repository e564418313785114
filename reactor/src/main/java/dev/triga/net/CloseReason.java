package dev.triga.net;

import org.jspecify.annotations.Nullable;

/// Why a connection ended, or never stood.
///
/// @param kind the sort of end, to decide by
/// @param detail one sentence for people
/// @param cause the exception behind it, where there is one
public record CloseReason(Kind kind, String detail, @Nullable Throwable cause) {
  /// The sorts of end. There are no others.
  public enum Kind {
    /// Both sides ended in order.
    DONE,
    /// The peer reset the connection or the network failed.
    LOST,
    /// This side aborted it: by `abort`, by a deadline of `close`, or because a callback threw.
    ABORTED,
    /// Nothing came in time: the connection could not be made, or went silent for too long.
    TIMED_OUT,
    /// The peer refused the connection.
    REFUSED,
    /// No way leads to the peer.
    UNREACHABLE,
    /// The local address could not be bound.
    BIND,
    /// The name could not be resolved.
    DNS,
    /// The TLS layer failed.
    TLS,
    /// The peer did not read and the buffer reached its hard limit.
    OVERFLOW
  }

  /// The orderly end.
  public static final CloseReason DONE =
      new CloseReason(Kind.DONE, "the connection was closed in order", null);

  /// A reason without an exception behind it.
  public static CloseReason of(Kind kind, String detail) {
    return new CloseReason(kind, detail, null);
  }

  /// A reason with the exception behind it.
  public static CloseReason of(Kind kind, String detail, Throwable cause) {
    return new CloseReason(kind, detail, cause);
  }

  /// Whether the end was in order.
  public boolean isDone() {
    return kind == Kind.DONE;
  }

  @Override
  public String toString() {
    return kind + ": " + detail;
  }
}

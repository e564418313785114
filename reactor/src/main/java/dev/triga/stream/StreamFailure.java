package dev.triga.stream;

import dev.triga.net.CloseReason;

/// A stream has not come to an orderly end, or a limit was exceeded. The message says what
/// happened, with the numbers; [#reason()] is for deciding.
public final class StreamFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  /// Made from the reason.
  public StreamFailure(CloseReason reason) {
    super(reason.toString(), reason.cause());
    this.reason = reason;
  }

  /// What went wrong.
  public CloseReason reason() {
    return reason;
  }
}

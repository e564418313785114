package dev.triga.net;

/// Something that an endpoint was asked for and could not do. The message names the endpoint and
/// says what to do; [#reason()] is for deciding.
public abstract sealed class NetFailure extends RuntimeException
    permits BindFailure, ConnectFailure, ConnectionEnded, FileFailure, TlsFailure {
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  NetFailure(String message, CloseReason reason) {
    super(message, reason.cause());
    this.reason = reason;
  }

  /// What went wrong.
  public CloseReason reason() {
    return reason;
  }
}

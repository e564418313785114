package dev.triga.net;

/// TLS could not be started on a connection; [#reason()] tells why the connection ended.
public final class TlsFailure extends NetFailure {
  private static final long serialVersionUID = 1L;

  /// Made from the reason for which the connection ended.
  public TlsFailure(CloseReason reason) {
    super("TLS could not be started: " + reason.detail(), reason);
  }
}

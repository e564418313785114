package dev.triga.net;

/// A connection could not be made; [#reason()] tells refused, timed out, unreachable, bind and dns
/// apart.
public final class ConnectFailure extends NetFailure {
  private static final long serialVersionUID = 1L;

  /// Made from the endpoint as people wrote it and the reason.
  public ConnectFailure(String endpoint, CloseReason reason) {
    super("cannot connect to " + endpoint + ": " + reason.detail(), reason);
  }
}

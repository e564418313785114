package dev.triga.net;

/// What was wanted of a connection did not come before its end.
public final class ConnectionEnded extends NetFailure {
  private static final long serialVersionUID = 1L;

  /// For what a connection owed.
  ///
  /// @param what what did not come, such as "the answer to a request"
  /// @param reason why the connection ended
  public ConnectionEnded(String what, CloseReason reason) {
    super(what + " did not come before the end of the connection: " + reason, reason);
  }
}

package dev.triga.net;

/// A local address could not be bound or listened on: it is in use, needs a privilege, or is not
/// ours.
public final class BindFailure extends NetFailure {
  private static final long serialVersionUID = 1L;

  /// Made from the whole sentence and the exception behind it.
  public BindFailure(String message, Throwable cause) {
    super(message, CloseReason.of(CloseReason.Kind.BIND, message, cause));
  }

  /// Made from the whole sentence.
  public BindFailure(String message) {
    super(message, CloseReason.of(CloseReason.Kind.BIND, message));
  }
}

package dev.triga.actors;

/// What an answer threw in another process, where its class cannot be had or rebuilt here: the name
/// of the class, the message, and the trace as text.
public final class RemoteFailure extends ActorFailure {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String trace;

  /// One as it came over.
  ///
  /// @param type the name of the class that was thrown
  /// @param message its message
  /// @param trace the stack trace as the other process prints it
  public RemoteFailure(String type, String message, String trace) {
    super(type + ": " + message, null);
    this.type = type;
    this.trace = trace;
  }

  /// The name of the class that was thrown.
  public String type() {
    return type;
  }

  /// The stack trace as the other process prints it.
  public String trace() {
    return trace;
  }
}

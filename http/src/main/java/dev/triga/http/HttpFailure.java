package dev.triga.http;

/// A request that is answered with an error: thrown by a [Responder], or the failure of what it
/// promised. The message is shown to the client, escaped.
public final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The status that is sent.
  private final int status;

  /// A failure with this status.
  ///
  /// @param status from 400 to 599
  /// @param message one sentence for the client
  /// @throws IllegalArgumentException if the status is no error
  public HttpFailure(int status, String message) {
    super(message, null, false, false);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "status " + status + " is no error: one from 400 to 599 is");
    }
    this.status = status;
  }

  /// The status that is sent.
  public int status() {
    return status;
  }
}

package dev.triga.net;

/// A text that should be an endpoint is not. The message quotes it and says what is allowed.
public final class EndpointSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// Made with the whole sentence.
  public EndpointSyntaxException(String message) {
    super(message);
  }
}

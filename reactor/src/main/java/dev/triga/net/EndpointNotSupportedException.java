package dev.triga.net;

/// An endpoint is written correctly, but this reactor's driver, or the method it was given to,
/// cannot do anything with it. The message names the endpoint, the reason, and what to do instead.
public final class EndpointNotSupportedException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  private final transient Endpoint endpoint;

  /// Made from the endpoint and the reason, a clause for people.
  public EndpointNotSupportedException(Endpoint endpoint, String reason) {
    super(endpoint + " cannot be used: " + reason);
    this.endpoint = endpoint;
  }

  /// The endpoint.
  public Endpoint endpoint() {
    return endpoint;
  }
}

package dev.triga.transport;

/// What should have been a PROXY header is none.
final class ProxyHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  ProxyHeaderException(String message) {
    super(message);
  }
}

package dev.triga.protocol;

/// A request was not sent because too many wait for their answers on this connection.
public final class RequestLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RequestLimitException(int limit) {
    super(
        limit
            + " requests wait for their answers, which is the limit: wait for one of them, or use"
            + " another connection");
  }
}

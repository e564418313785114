package dev.triga.async;

/// Something would have grown beyond its named limit: what was asked for was not done.
public final class OverflowFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int limit;

  /// Made from what would have grown, and the limit.
  public OverflowFailure(String what, int limit) {
    super(what + ": the limit of " + limit + " is reached");
    this.limit = limit;
  }

  /// The limit that was reached.
  public int limit() {
    return limit;
  }
}

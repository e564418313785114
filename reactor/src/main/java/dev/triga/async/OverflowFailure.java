package dev.triga.async;

/// Something would have grown beyond its named limit: what was asked for was not done.
public final class OverflowFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int limit;

  /// For something that was not done.
  ///
  /// @param what what has reached its limit, such as "waiting for a permit"
  /// @param limit the limit
  public OverflowFailure(String what, int limit) {
    super(what + ": the limit of " + limit + " is reached");
    this.limit = limit;
  }

  /// The limit that was reached.
  public int limit() {
    return limit;
  }
}

package dev.triga.actors.wire;

/// The two ways on one connection. What is on the first overtakes what waits on the second; each
/// keeps its own order.
public enum Lane {
  /// What is about an actor's life: starting, stopping, replies to the arbiter, credit.
  CONTROL,
  /// What actors say to each other.
  MAIL;

  private static final Lane[] LANES = values();

  /// The lane with this number.
  static Lane of(int ordinal) {
    return LANES[ordinal];
  }
}

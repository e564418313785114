package dev.triga.actors.wire;

/// The two ways on one connection. What is on the first overtakes what waits on the second; each
/// keeps its own order.
public enum Lane {
  /// What is about an actor's life: starting, stopping, replies to the arbiter, credit.
  CONTROL(0),
  /// What actors say to each other.
  MAIL(1);

  private final int number;

  Lane(int number) {
    this.number = number;
  }

  /// Its number in frames: one bit.
  int number() {
    return number;
  }

  /// The lane with this number.
  static Lane of(int number) {
    return number == 0 ? CONTROL : MAIL;
  }
}

package dev.triga.nativeio.uring;

/// The system makes no ring.
final class RingRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int outcome;

  /// With the negated error number.
  RingRefusal(int outcome) {
    super(RingSetup.sentence(outcome));
    this.outcome = outcome;
  }

  int outcome() {
    return outcome;
  }
}

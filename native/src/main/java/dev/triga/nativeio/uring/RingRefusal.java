package dev.triga.nativeio.uring;

import dev.triga.nativeio.libc.Errno;

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

  /// Whether it is for want of something that others may give back.
  boolean mayPass() {
    return mayPass(outcome);
  }

  /// The same of a negated error number.
  static boolean mayPass(int outcome) {
    return switch (-outcome) {
      case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.EAGAIN -> true;
      default -> false;
    };
  }
}

package dev.triga.nativeio.uring;

/// What a request of a member does: one byte of the number by which its completions are told apart.
final class Operation {
  /// Receives.
  static final int RECEIVE = 1;

  /// Waits for changes of a descriptor's state.
  static final int STATE = 2;

  /// Accepts connections.
  static final int ACCEPT = 3;

  private static final int SHIFT = 24;
  private static final long MASK = 0xffL << SHIFT;

  private Operation() {}

  /// The number of this operation of the member with this token, whose slot must be below 2^24.
  static long of(long token, int operation) {
    return token | (long) operation << SHIFT;
  }

  /// The operation in a number.
  static int operation(long number) {
    return (int) ((number & MASK) >>> SHIFT);
  }

  /// The member's token in a number.
  static long token(long number) {
    return number & ~MASK;
  }
}

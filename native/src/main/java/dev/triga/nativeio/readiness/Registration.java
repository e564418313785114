package dev.triga.nativeio.readiness;

/// A descriptor that a [Poller] watches. On the turn only.
abstract class Registration {
  static final int CLOSED = -1;

  /// The number, or [#CLOSED]: a closed one must never be named again, it may be somebody else's by
  /// now.
  int descriptor;

  /// By what events name this registration; see [RegistrationTable].
  long token;

  /// What the poller watches for.
  int interest;

  /// What the system watches for, where it has to be told of each bit apart; the poller's own note.
  int polledFor;

  /// Whether the poller watches the descriptor.
  boolean watched;

  /// Whether the poller was told to forget the descriptor until the interest changes.
  boolean suspended;

  /// Whether this waits in the driver's queue to be called in the next poll.
  boolean queued;

  Registration(int descriptor) {
    this.descriptor = descriptor;
  }

  final boolean isOpen() {
    return descriptor != CLOSED;
  }

  /// The poller has reported these bits of [Readiness].
  abstract void ready(int readiness);

  /// The next poll has come to what was queued.
  abstract void resume();

  /// The driver closes: free the descriptor if it is ours, tell nobody.
  abstract void discard();
}

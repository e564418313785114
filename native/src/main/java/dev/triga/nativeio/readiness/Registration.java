package dev.triga.nativeio.readiness;

import dev.triga.nativeio.socket.Registered;

/// A descriptor that a [Poller] watches. On the turn only.
abstract class Registration extends Registered {
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

  /// Whether somebody else may have another descriptor for the same socket or pipe. Closing ours
  /// does not end the watch then: epoll watches what is behind a descriptor until the last one is
  /// closed, wherever that is.
  boolean shared;

  Registration(int descriptor) {
    super(descriptor);
  }

  /// The poller has reported these bits of [Readiness].
  abstract void ready(int readiness);

  /// The next poll has come to what was queued.
  abstract void resume();

  /// The driver closes: free the descriptor if it is ours, tell nobody.
  abstract void discard();
}

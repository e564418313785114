package dev.triga.actors.cell;

import dev.triga.actors.Termination;

/// What a receiver owes a sender: room for each message it has handled. On the receiver's turn.
sealed interface Account permits Link, RemoteAccount {
  /// One message has been handled.
  void release();

  /// The receiver has ended: whoever waits for room hears it.
  void noMoreRoom(Termination ended);
}

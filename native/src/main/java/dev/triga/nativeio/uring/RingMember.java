package dev.triga.nativeio.uring;

import dev.triga.driver.Descriptor;
import dev.triga.nativeio.socket.Registered;

/// Somebody who has requests in the ring, at most one of each [Operation] at a time. On the turn
/// only.
abstract class RingMember extends Registered {
  /// Whether this waits in the driver's queue for the next poll.
  boolean queued;

  RingMember(int descriptor) {
    super(descriptor);
  }

  /// Submits what is wanted and not under way. Called in the poll after [UringDriver#queue].
  ///
  /// @return whether there is something for [#resume], so that the poll must not wait
  abstract boolean attend(Ring ring);

  /// A request has brought something. It goes on if `more`, else it is over.
  abstract void completed(int operation, int result, int flags, boolean more);

  /// Delivers what has waited in this object. Called at the end of the poll in which [#attend] was.
  abstract void resume();

  /// The open descriptor, for whoever wants to give it away.
  ///
  /// @throws IllegalStateException if it is closed
  final Descriptor openDescriptor() {
    if (!isOpen()) {
      throw new IllegalStateException(this + " has no descriptor");
    }
    return Descriptor.of(descriptor);
  }

  /// The ring is gone and with it everything that was under way.
  abstract void ringLost();

  /// The driver closes: free the descriptor if it is ours, tell nobody.
  abstract void discard();
}

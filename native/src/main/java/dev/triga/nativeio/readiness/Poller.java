package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;

/// One readiness mechanism of the system. Subclasses differ in nothing but the calls they make.
///
/// Numbers that a method answers with are zero or more, or a negated error number. On the turn
/// only.
abstract class Poller {
  final CallMemory memory;

  Poller(CallMemory memory) {
    this.memory = memory;
  }

  /// Whether [Readiness#EDGES] is understood. Where it is, a stream is told once that it has become
  /// readable and then reads until nothing is left; where not, the poller repeats itself.
  abstract boolean reportsEdges();

  /// Begins to watch a registration that is in the table, for its `interest`.
  abstract int add(Registration registration);

  /// Goes on with the changed `interest` of the registration.
  abstract int change(Registration registration);

  /// Ends the watch of an open descriptor.
  abstract int remove(Registration registration);

  /// Takes note that the descriptor of this registration is about to be closed, which ends the
  /// watch.
  abstract void closing(Registration registration);

  /// Waits for events: 0 looks, negative waits without limit, else nanoseconds, never returning
  /// early without an event. Answers with the number of events.
  abstract int await(long timeoutNanos);

  /// The token of event `index` of the last wait.
  abstract long token(int index);

  /// The [Readiness] of event `index` of the last wait.
  abstract int readiness(int index);

  /// Frees the mechanism's own descriptors.
  abstract void close();
}

package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import org.jspecify.annotations.Nullable;

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

  /// Whether a stream that is reported as [Readiness#READABLE], and neither as ended nor as failed,
  /// has bytes and no error.
  boolean tellsBytesApart() {
    return false;
  }

  /// Makes the event by which other threads end a wait. The caller registers it.
  ///
  /// @throws dev.triga.driver.DriverUnavailableException if the system refuses, with the reason
  abstract WakeUp openWakeUp();

  /// Why no descriptor with this number can be watched, as a sentence that says what to do; null
  /// when it can.
  abstract @Nullable String cannotWatch(int descriptor);

  /// Begins to watch a registration that is in the table, for its `interest`. Only for numbers that
  /// nothing speaks against ([#cannotWatch]).
  abstract int add(Registration registration);

  /// Goes on with the changed `interest` of the registration.
  abstract int change(Registration registration);

  /// Ends the watch of an open descriptor.
  abstract int remove(Registration registration);

  /// Takes note that the descriptor of this registration is about to be closed, or was closed by
  /// somebody else, which ends the watch. Does nothing when it has ended already.
  abstract void closing(Registration registration);

  /// Waits for events: 0 looks, negative waits without limit, else nanoseconds, never returning
  /// early without an event. Answers with the number of events.
  abstract int await(long timeoutNanos);

  /// The token of event `index` of the last wait.
  abstract long token(int index);

  /// The [Readiness] of event `index` of the last wait.
  abstract int readiness(int index);

  /// A descriptor that is readable as long as there are events.
  ///
  /// @throws UnsupportedOperationException if the mechanism has none
  int descriptor() {
    throw new UnsupportedOperationException("only epoll has a descriptor of its own");
  }

  /// Frees the mechanism's own descriptors.
  abstract void close();
}

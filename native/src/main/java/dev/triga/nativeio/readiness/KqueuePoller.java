package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Kqueue;
import dev.triga.nativeio.libc.Platform;
import org.jspecify.annotations.Nullable;

/// The kqueue of macOS: input, room and wake-ups are filters of their own, each added and removed
/// by itself, and each reported by itself. It knows edges (`EV_CLEAR`).
final class KqueuePoller extends Poller {
  private final int queue;

  /// Whom a user's event is for. Each trigger replaces what the queue itself remembers of that.
  private long wakeUpToken;

  /// Takes over the descriptor of a new, empty queue.
  KqueuePoller(CallMemory memory, int queue) {
    super(memory);
    this.queue = queue;
  }

  @Override
  boolean reportsEdges() {
    return true;
  }

  @Override
  WakeUp openWakeUp() {
    return WakeUp.byUserEvent(memory, queue);
  }

  @Override
  @Nullable String cannotWatch(int descriptor) {
    return null;
  }

  @Override
  int add(Registration registration) {
    registration.polledFor = Readiness.NONE;
    if ((registration.interest & Readiness.WAKE_UP) != 0) {
      wakeUpToken = registration.token;
    }
    int outcome = change(registration);
    if (outcome < 0) {
      remove(registration);
    }
    return outcome;
  }

  @Override
  int change(Registration registration) {
    int outcome = change(registration, Readiness.READABLE, Kqueue.EVFILT_READ);
    outcome = outcome < 0 ? outcome : change(registration, Readiness.WRITABLE, Kqueue.EVFILT_WRITE);
    return outcome < 0 ? outcome : change(registration, Readiness.WAKE_UP, Kqueue.EVFILT_USER);
  }

  private int change(Registration registration, int bit, int filter) {
    int wanted = registration.interest & bit;
    if (wanted == (registration.polledFor & bit)) {
      return 0;
    }
    int edges = (registration.interest & Readiness.EDGES) != 0 ? Kqueue.EV_CLEAR : 0;
    int flags = wanted != 0 ? Kqueue.EV_ADD | edges : Kqueue.EV_DELETE;
    int outcome =
        Kqueue.control(memory, queue, registration.descriptor, filter, flags, registration.token);
    // What is to go and is not there has gone by itself.
    if (outcome >= 0 || (wanted == 0 && outcome == -Errno.ENOENT)) {
      registration.polledFor ^= bit;
      return 0;
    }
    return outcome;
  }

  @Override
  int remove(Registration registration) {
    int interest = registration.interest;
    registration.interest = Readiness.NONE;
    int outcome = change(registration);
    registration.interest = interest;
    return outcome;
  }

  @Override
  void closing(Registration registration) {
    if (!Platform.MACOS) {
      // Closing a descriptor removes its filters, but only from a queue of the kernel's. A library
      // does not hear of it, and would take the number's next owner for this one.
      remove(registration);
    }
  }

  @Override
  int await(long timeoutNanos) {
    return timeoutNanos == 0
        ? Kqueue.look(memory, queue)
        : Kqueue.await(memory, queue, timeoutNanos);
  }

  @Override
  long token(int index) {
    boolean wakeUp = Kqueue.reportedFilter(memory, index) == Kqueue.EVFILT_USER;
    return wakeUp ? wakeUpToken : Kqueue.reportedToken(memory, index);
  }

  @Override
  int readiness(int index) {
    int filter = Kqueue.reportedFilter(memory, index);
    boolean over = (Kqueue.reportedFlags(memory, index) & Kqueue.EV_EOF) != 0;
    int error =
        over && Kqueue.reportedFilterFlags(memory, index) != 0 ? Readiness.ERROR : Readiness.NONE;
    if (filter == Kqueue.EVFILT_READ) {
      return Readiness.READABLE | error | (over ? Readiness.END_OF_STREAM : Readiness.NONE);
    }
    // The end that the other filter tells of may be the one that we made ourselves.
    return filter == Kqueue.EVFILT_WRITE ? Readiness.WRITABLE | error : Readiness.WAKE_UP;
  }

  @Override
  void close() {
    Descriptors.close(memory.errno, queue);
  }
}

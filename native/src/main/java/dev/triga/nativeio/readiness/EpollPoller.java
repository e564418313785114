package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Epoll;
import org.jspecify.annotations.Nullable;

/// Linux's epoll.
final class EpollPoller extends Poller {
  private final int set;

  /// Takes over the descriptor of a new, empty set.
  EpollPoller(CallMemory memory, int set) {
    super(memory);
    this.set = set;
  }

  @Override
  boolean reportsEdges() {
    return true;
  }

  @Override
  boolean tellsBytesApart() {
    return true;
  }

  @Override
  WakeUp openWakeUp() {
    return WakeUp.byCounter(memory, reportsEdges());
  }

  @Override
  @Nullable String cannotWatch(int descriptor) {
    return null;
  }

  @Override
  int add(Registration registration) {
    return control(Epoll.EPOLL_CTL_ADD, registration);
  }

  @Override
  int change(Registration registration) {
    if ((registration.interest & Readiness.ONE_OF_SEVERAL) != 0) {
      // The system refuses to modify such a one. Added anew it is the last to be woken.
      control(Epoll.EPOLL_CTL_DEL, registration);
      return control(Epoll.EPOLL_CTL_ADD, registration);
    }
    return control(Epoll.EPOLL_CTL_MOD, registration);
  }

  @Override
  int remove(Registration registration) {
    return control(Epoll.EPOLL_CTL_DEL, registration);
  }

  private int control(int operation, Registration registration) {
    return Epoll.control(
        memory, set, operation, registration.descriptor, registration.interest, registration.token);
  }

  @Override
  void closing(Registration registration) {
    // Closing a descriptor takes it out of the set.
  }

  @Override
  int await(long timeoutNanos) {
    if (timeoutNanos == 0) {
      return Epoll.look(memory, set);
    }
    return timeoutNanos < 0 ? Epoll.await(memory, set) : Epoll.await(memory, set, timeoutNanos);
  }

  @Override
  long token(int index) {
    return Epoll.reportedToken(memory, index);
  }

  @Override
  int readiness(int index) {
    return Epoll.reportedEvents(memory, index);
  }

  @Override
  int descriptor() {
    return set;
  }

  @Override
  void close() {
    Descriptors.close(memory.errno, set);
  }
}

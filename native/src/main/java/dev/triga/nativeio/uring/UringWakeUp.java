package dev.triga.nativeio.uring;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Epoll;
import dev.triga.nativeio.socket.WakeCounter;

/// Lets any thread end a wait, by an event counter whose changes the ring reports. It is read only
/// where there is no ring.
final class UringWakeUp extends RingMember {
  private final UringDriver driver;
  private final WakeCounter counter;
  private boolean armed;

  /// Takes over the descriptor of a new counter.
  UringWakeUp(int counter, UringDriver driver) {
    super(counter);
    this.driver = driver;
    this.counter = new WakeCounter(counter);
  }

  /// Ends the present or the next wait. Any thread; does nothing after [#free].
  void signal() {
    counter.signal();
  }

  @Override
  boolean attend(Ring ring) {
    if (!armed) {
      // Reports at once if the counter has ever been added to, so none is missed between two rings.
      ring.poll(descriptor, Epoll.EPOLLIN, true, Operation.of(token, Operation.STATE));
      armed = true;
    }
    return false;
  }

  @Override
  void completed(int operation, int result, int flags, boolean more) {
    counter.seen();
    if (!more) {
      armed = false;
      driver.queue(this);
    }
  }

  /// Takes a wake-up that no ring has reported.
  void take() {
    CallMemory memory = driver.memory;
    Descriptors.read(memory.errno, descriptor, memory.scratch, Long.BYTES);
    counter.seen();
  }

  @Override
  void resume() {
    // Nothing waits here.
  }

  @Override
  void ringLost() {
    armed = false;
  }

  @Override
  void discard() {
    // Other threads may still add to it: it is closed last.
  }

  /// Closes the counter.
  void free() {
    counter.close(driver.memory);
  }
}

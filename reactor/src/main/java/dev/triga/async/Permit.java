package dev.triga.async;

import java.util.concurrent.atomic.AtomicBoolean;

/// A share of a [DeferredSemaphore], or the whole of a [DeferredLock], until it is given back.
///
/// Any thread may give it back; whoever waits for it is told on the turn. Giving it back twice
/// changes nothing, so a semaphore never has more permits than it was made with. In
/// try-with-resources it is given back at the end of the block.
public final class Permit implements AutoCloseable {
  private final DeferredSemaphore semaphore;
  private final AtomicBoolean isReleased = new AtomicBoolean();

  Permit(DeferredSemaphore semaphore) {
    this.semaphore = semaphore;
  }

  /// Gives it back.
  ///
  /// @return whether this call did it: false when it had been given back before
  public boolean release() {
    if (!isReleased.compareAndSet(false, true)) {
      return false;
    }
    semaphore.takeBack();
    return true;
  }

  /// Gives it back if that has not been done.
  @Override
  public void close() {
    release();
  }

  @Override
  public String toString() {
    return (isReleased.get() ? "released" : "held") + " permit of " + semaphore;
  }
}

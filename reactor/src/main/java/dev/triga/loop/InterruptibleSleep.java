package dev.triga.loop;

import dev.triga.driver.Driver;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/// One sleep of a driver that ends when the thread is interrupted. An interrupt by itself ends no
/// system call, and the one way to hear of another thread's is to be a channel, which it closes.
final class InterruptibleSleep extends AbstractInterruptibleChannel {
  private final Driver driver;

  InterruptibleSleep(Driver driver) {
    this.driver = driver;
  }

  /// Has the driver poll; see [Driver#poll]. The thread stays interrupted.
  void poll(long timeoutNanos) {
    begin();
    try {
      driver.poll(timeoutNanos);
    } finally {
      awake();
    }
  }

  private void awake() {
    try {
      end(true);
    } catch (AsynchronousCloseException e) {
      // That is the interrupt, which whoever waits looks for himself.
    }
  }

  @Override
  protected void implCloseChannel() {
    driver.wakeup();
  }
}

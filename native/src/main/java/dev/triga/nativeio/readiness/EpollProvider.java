package dev.triga.nativeio.readiness;

import dev.triga.driver.DriverContext;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Epoll;

/// Offers the driver over Linux's epoll. Any thread.
public final class EpollProvider extends ReadinessProvider {
  private static final int PREFERENCE = 100;

  /// Made by [java.util.ServiceLoader].
  public EpollProvider() {}

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public String description() {
    return "Linux epoll through java.lang.foreign; any number of connections, no garbage per event";
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  Poller openPoller(CallMemory memory) {
    return new EpollPoller(memory, made(Epoll.create(memory.errno)));
  }

  /// Opens one for a driver that polls it inside its own poll.
  ///
  /// @throws dev.triga.driver.DriverUnavailableException if it cannot be opened, with the reason
  public NestedDriver nested(DriverContext context) {
    return (NestedDriver) open(context);
  }
}

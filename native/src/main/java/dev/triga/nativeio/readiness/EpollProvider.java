package dev.triga.nativeio.readiness;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Epoll;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.EventDescriptor;
import dev.triga.nativeio.libc.Platform;

/// Offers the driver over Linux's epoll. Any thread.
public final class EpollProvider implements DriverProvider {
  private static final String NAME = "epoll";
  private static final int PREFERENCE = 100;

  /// Made by [java.util.ServiceLoader].
  public EpollProvider() {}

  @Override
  public String name() {
    return NAME;
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
  public Availability availability() {
    return Platform.obstacle().map(Availability::no).orElse(Availability.YES);
  }

  @Override
  public Driver open(DriverContext context) {
    if (availability() instanceof Availability.Unavailable unavailable) {
      throw new DriverUnavailableException(
          "the driver epoll cannot be opened: " + unavailable.reason());
    }
    CallMemory memory = CallMemory.acquire();
    int set = Epoll.create(memory.errno);
    int counter = set < 0 ? set : EventDescriptor.create(memory.errno);
    if (counter < 0) {
      if (set >= 0) {
        Descriptors.close(memory.errno, set);
      }
      memory.close();
      throw new DriverUnavailableException(
          "the driver epoll cannot be opened: " + Errno.sentence(counter));
    }
    return new ReadinessDriver(NAME, context, new EpollPoller(memory, set), counter);
  }
}

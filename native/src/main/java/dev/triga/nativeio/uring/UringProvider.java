package dev.triga.nativeio.uring;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.EventDescriptor;

/// Offers the driver over Linux's io_uring. Any thread.
public final class UringProvider implements DriverProvider {
  static final String NAME = "io_uring";
  private static final int PREFERENCE = 90;

  /// Made by [java.util.ServiceLoader].
  public UringProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Linux io_uring (6.0 and newer) through java.lang.foreign; one call of the kernel per"
        + " pass, it receives and accepts by itself";
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  public Availability availability() {
    return RingProbe.availability();
  }

  @Override
  public Driver open(DriverContext context) {
    if (availability() instanceof Availability.Unavailable unavailable) {
      throw new DriverUnavailableException(
          "the driver io_uring cannot be opened: " + unavailable.reason());
    }
    CallMemory memory = CallMemory.acquire();
    int counter = EventDescriptor.create(memory.errno);
    if (counter < 0) {
      memory.close();
      throw new DriverUnavailableException(
          "the driver io_uring cannot be opened: " + Errno.sentence(counter));
    }
    try {
      return new UringDriver(context, memory, counter, RingMaker.DEFAULT);
    } catch (OutOfMemoryError e) {
      // There may be none left for buffers, and more when somebody tries again.
      Descriptors.close(memory.errno, counter);
      memory.close();
      throw e;
    }
  }
}

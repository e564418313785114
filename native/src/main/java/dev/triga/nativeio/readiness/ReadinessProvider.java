package dev.triga.nativeio.readiness;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Platform;
import org.jspecify.annotations.Nullable;

/// What the offers of the readiness mechanisms share. Any thread.
abstract class ReadinessProvider implements DriverProvider {
  ReadinessProvider() {}

  /// Opens the mechanism.
  ///
  /// @throws DriverUnavailableException if the system refuses, with the reason
  abstract Poller openPoller(CallMemory memory);

  /// The answer of a call that makes a descriptor, if it has made one.
  ///
  /// @throws DriverUnavailableException if it is a negated error number
  static int made(int outcome) {
    if (outcome < 0) {
      throw new DriverUnavailableException(Errno.sentence(outcome));
    }
    return outcome;
  }

  @Override
  public Availability availability() {
    return Platform.obstacle().map(Availability::no).orElse(Availability.YES);
  }

  @Override
  public final Driver open(DriverContext context) {
    if (availability() instanceof Availability.Unavailable unavailable) {
      throw refused(unavailable.reason());
    }
    CallMemory memory = CallMemory.acquire();
    @Nullable Poller poller = null;
    @Nullable Driver opened = null;
    try {
      poller = openPoller(memory);
      opened = new ReadinessDriver(name(), context, poller);
      return opened;
    } catch (DriverUnavailableException e) {
      throw refused(e.getMessage());
    } finally {
      if (opened == null) {
        if (poller != null) {
          poller.close();
        }
        memory.close();
      }
    }
  }

  private DriverUnavailableException refused(@Nullable String reason) {
    return new DriverUnavailableException("the driver " + name() + " cannot be opened: " + reason);
  }
}

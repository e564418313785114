package dev.triga.nativeio.readiness;

import dev.triga.driver.Availability;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Kqueue;
import dev.triga.nativeio.libc.KqueueLibrary;

/// Offers the driver over the kqueue of macOS, and over a library that offers the same. Any thread.
public final class KqueueProvider extends ReadinessProvider {
  /// Below that of NIO: nobody has run this on macOS yet (SUPPORTED_PLATFORMS.md says what ran).
  private static final int PREFERENCE = -10;

  /// Made by [java.util.ServiceLoader].
  public KqueueProvider() {}

  @Override
  public String name() {
    return "kqueue";
  }

  @Override
  public String description() {
    return "macOS kqueue through java.lang.foreign; any number of connections, no garbage per"
        + " event";
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  public Availability availability() {
    return KqueueLibrary.obstacle().map(Availability::no).orElse(Availability.YES);
  }

  @Override
  Poller openPoller(CallMemory memory) {
    return new KqueuePoller(memory, made(Kqueue.create(memory.errno)));
  }
}

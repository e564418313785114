package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;

/// Offers the driver over the poll of POSIX. Any thread.
public final class PollProvider extends ReadinessProvider {
  /// Below that of NIO, which on every system stands on something that scales.
  private static final int PREFERENCE = -20;

  /// Made by [java.util.ServiceLoader].
  public PollProvider() {}

  @Override
  public String name() {
    return "poll";
  }

  @Override
  public String description() {
    return "POSIX poll through java.lang.foreign; its cost grows with the connections that are"
        + " open";
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  Poller openPoller(CallMemory memory) {
    return new PollPoller(memory);
  }
}

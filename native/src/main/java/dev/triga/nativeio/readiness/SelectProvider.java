package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;

/// Offers the driver over the select of POSIX. Any thread.
public final class SelectProvider extends ReadinessProvider {
  /// Below that of NIO and of poll, which can have more than 1 024 descriptors.
  private static final int PREFERENCE = -30;

  /// Made by [java.util.ServiceLoader].
  public SelectProvider() {}

  @Override
  public String name() {
    return "select";
  }

  @Override
  public String description() {
    return "POSIX select through java.lang.foreign; descriptors below 1024 only";
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  Poller openPoller(CallMemory memory) {
    return new SelectPoller(memory);
  }
}

package dev.triga.nativeio.uring;

import dev.triga.driver.Availability;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Platform;
import java.util.List;

/// Finds out whether a ring with everything the driver needs can be had, by making a small one. Any
/// thread.
final class RingProbe {
  /// As small as it gets.
  private static final RingSize SMALL = new RingSize(4, 8, 1, 64);

  private RingProbe() {}

  private static final class Once {
    /// Neither the kernel nor what it permits to this process changes for the better.
    static final Availability ANSWER = ask(RingSetup.SetupCall.KERNEL);
  }

  /// The answer for this process, found out when first asked for.
  static Availability availability() {
    return Platform.obstacle().map(Availability::no).orElseGet(() -> Once.ANSWER);
  }

  /// Asks this kernel.
  static Availability ask(RingSetup.SetupCall kernel) {
    return ask(kernel, RingSetup.FLAGS);
  }

  static Availability ask(RingSetup.SetupCall kernel, List<Integer> ways) {
    try (CallMemory memory = CallMemory.acquire()) {
      int descriptor = RingSetup.setup(memory, SMALL, ways, kernel);
      if (descriptor < 0) {
        return Availability.no(RingSetup.sentence(descriptor));
      }
      Ring ring = Ring.map(memory, descriptor);
      ReceiveBuffers buffers = new ReceiveBuffers(SMALL);
      try {
        buffers.offerTo(memory, ring);
        return Availability.YES;
      } finally {
        ring.close();
        buffers.close();
      }
    } catch (RingRefusal refusal) {
      return Availability.no(RingSetup.sentence(refusal.outcome()));
    }
  }
}

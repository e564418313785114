package dev.triga.nativeio.uring;

import dev.triga.driver.Availability;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Platform;
import org.jspecify.annotations.Nullable;

/// Finds out whether a ring with everything the driver needs can be had, by making a small one. Any
/// thread.
final class RingProbe {
  /// As small as it gets.
  private static final RingSize SMALL = new RingSize(4, 8, 1, 64);

  private static final RingProbe OF_PROCESS = new RingProbe(RingSetup.SetupCall.KERNEL);

  private final RingSetup.SetupCall kernel;
  private volatile @Nullable Availability known;

  RingProbe(RingSetup.SetupCall kernel) {
    this.kernel = kernel;
  }

  /// The answer for this process.
  static Availability availability() {
    return Platform.obstacle().map(Availability::no).orElseGet(OF_PROCESS::answer);
  }

  /// The answer of this kernel, found out when first asked for, because neither the kernel nor what
  /// it permits to this process changes for the better. What the process is out of may come back,
  /// so that is asked for again.
  Availability answer() {
    Availability answer = known;
    if (answer == null) {
      int outcome = ask(kernel);
      answer = outcome < 0 ? Availability.no(RingSetup.sentence(outcome)) : Availability.YES;
      if (!RingRefusal.mayPass(outcome)) {
        known = answer;
      }
    }
    return answer;
  }

  /// Makes a ring and gives it back; answers with zero or a negated error number.
  private static int ask(RingSetup.SetupCall kernel) {
    try (CallMemory memory = CallMemory.acquire()) {
      int descriptor = RingSetup.setup(memory, SMALL, RingSetup.FLAGS, kernel);
      if (descriptor < 0) {
        return descriptor;
      }
      Ring ring = Ring.map(memory, descriptor);
      ReceiveBuffers buffers = new ReceiveBuffers(SMALL);
      try {
        buffers.offerTo(memory, ring);
        return 0;
      } finally {
        ring.close();
        buffers.close();
      }
    } catch (RingRefusal refusal) {
      return refusal.outcome();
    }
  }
}

package dev.triga.nativeio.uring;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import java.util.Arrays;

/// What the next poll has to cancel and to close, in this order: a request that is under way holds
/// its descriptor open. On the turn only.
final class Farewells {
  private static final int INITIAL = 16;

  private long[] cancels = new long[INITIAL];
  private int cancelCount;
  private int[] closes = new int[INITIAL];
  private int closeCount;

  /// How many of the first closes are prepared, and where in the ring; the kernel may have taken
  /// some of them.
  private int prepared;

  private int[] places = new int[INITIAL];

  /// Notes a request.
  void cancel(long userData) {
    if (cancelCount == cancels.length) {
      cancels = Arrays.copyOf(cancels, cancelCount * 2);
    }
    cancels[cancelCount++] = userData;
  }

  /// Notes a descriptor of ours.
  void close(int descriptor) {
    if (closeCount == closes.length) {
      closes = Arrays.copyOf(closes, closeCount * 2);
      places = Arrays.copyOf(places, closeCount * 2);
    }
    closes[closeCount++] = descriptor;
  }

  /// Prepares what was noted; false if there was no room for all.
  boolean prepare(Ring ring) {
    int cancelled = 0;
    while (cancelled < cancelCount && ring.hasRoom()) {
      ring.cancel(cancels[cancelled++]);
    }
    cancelCount -= cancelled;
    if (cancelCount > 0) {
      System.arraycopy(cancels, cancelled, cancels, 0, cancelCount);
      return false;
    }
    while (prepared < closeCount && ring.hasRoom()) {
      places[prepared] = ring.close(closes[prepared]);
      prepared++;
    }
    return prepared == closeCount;
  }

  /// Forgets what the kernel has taken since it was called: that is closed, and the numbers may be
  /// somebody else's by now.
  void submitted(Ring ring) {
    int taken = 0;
    while (taken < prepared && ring.hasTaken(places[taken])) {
      taken++;
    }
    if (taken > 0) {
      closeCount -= taken;
      prepared -= taken;
      System.arraycopy(closes, taken, closes, 0, closeCount);
      System.arraycopy(places, taken, places, 0, prepared);
    }
  }

  /// Closes without a ring what is left, and drops what was to be cancelled. A ring that was used
  /// before must have had its say in [#submitted].
  void closeNow(CallMemory memory) {
    for (int index = 0; index < closeCount; index++) {
      Descriptors.close(memory.errno, closes[index]);
    }
    closeCount = 0;
    prepared = 0;
    cancelCount = 0;
  }
}

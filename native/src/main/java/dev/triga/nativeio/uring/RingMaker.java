package dev.triga.nativeio.uring;

import dev.triga.nativeio.libc.CallMemory;
import java.util.List;

/// Makes the rings of one driver.
///
/// @param size how large
/// @param ways the flags to try, the best first
record RingMaker(RingSize size, List<Integer> ways) {
  /// What reactors use.
  static final RingMaker DEFAULT = new RingMaker(RingSize.DEFAULT, RingSetup.FLAGS);

  /// A ring of the calling thread, to which these buffers are given.
  ///
  /// @throws RingRefusal if the system refuses
  Ring make(CallMemory memory, ReceiveBuffers buffers) {
    int descriptor = RingSetup.setup(memory, size, ways, RingSetup.SetupCall.KERNEL);
    if (descriptor < 0) {
      throw new RingRefusal(descriptor);
    }
    Ring made = Ring.map(memory, descriptor);
    try {
      buffers.offerTo(memory, made);
      return made;
    } catch (RingRefusal refusal) {
      made.close();
      throw refusal;
    }
  }
}

package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// Where the linker stores the error number of the call that has just returned.
///
/// One slot belongs to one thread at a time: two calls that shared it could read each other's
/// error. The memory behind it comes from the global arena (a slot of a shared arena costs twice as
/// much per call) and therefore lives as long as the JVM; [CallMemory] recycles slots for that
/// reason.
public final class ErrnoSlot {
  private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
  static final long OFFSET = offsetOf("errno");

  /// What wrappers hand to the linker.
  final MemorySegment segment = Arena.global().allocate(LAYOUT);

  /// What `byteOffset` answers, without the seven classes that the JDK makes up for the question.
  private static long offsetOf(String name) {
    long offset = 0;
    for (MemoryLayout member : LAYOUT.memberLayouts()) {
      if (member.name().filter(name::equals).isPresent()) {
        return offset;
      }
      offset += member.byteSize();
    }
    throw new IllegalStateException("this JVM does not keep " + name + ": " + LAYOUT);
  }

  /// Makes a slot whose memory is never given back; see [CallMemory] for the recycled ones.
  ErrnoSlot() {}

  private static final class Nothing {
    /// Never fails, and leaves the error number as it is.
    static final Downcall CALL = Downcalls.words("__errno_location");
  }

  /// The negated error number of a call that has just failed on this thread and did not keep it, or
  /// that of a call which the JVM has made since: a hint, no more. Only on Linux.
  int hint() {
    var ignored = Nothing.CALL.size(this, 0, 0, 0);
    return -number();
  }

  /// The result of a call as our wrappers return it: `result` itself, or the negated error number
  /// when the call has failed.
  int outcome(int result) {
    return result >= 0 ? result : -number();
  }

  /// The same for the calls that answer with a `ssize_t`; none of ours moves more than 2 GiB.
  int outcome(long result) {
    return result >= 0 ? (int) result : -number();
  }

  private int number() {
    int number = segment.get(JAVA_INT, OFFSET);
    return Platform.MACOS ? MacOs.errno(number) : number;
  }
}

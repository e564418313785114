package dev.triga.nativeio.libc;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An array of `struct pollfd` that grows: what to watch, and what [Poll] found. For one thread at
/// a time.
///
/// It begins in the events memory of a [CallMemory], which is enough for [#INITIAL]; a larger array
/// is a direct buffer, which goes with this object. The number of entries is limited by the
/// process's descriptors.
public final class PollEntries {
  /// Size of one entry.
  public static final int POLLFD_BYTES = 8;

  /// Offset of what to watch for; the descriptor comes first.
  public static final int POLLFD_EVENTS_OFFSET = 4;

  /// Offset of what was found.
  public static final int POLLFD_REVENTS_OFFSET = 6;

  /// The entries that there is room for at first.
  public static final int INITIAL = CallMemory.EVENTS_BYTES / POLLFD_BYTES;

  private static final int UNSIGNED_SHORT = 0xFFFF;

  private long address;
  private int capacity = INITIAL;

  /// Keeps the memory at [#address] alive once it is not the initial one.
  @SuppressWarnings("UnusedVariable")
  private @Nullable ByteBuffer memory;

  /// Takes the events memory of the block for itself.
  public PollEntries(CallMemory memory) {
    this.address = memory.events;
  }

  /// Where the array begins; changes when it grows.
  long address() {
    return address;
  }

  /// Writes entry `index`, which may be the next after the last so far.
  public void put(int index, int descriptor, int events) {
    if (index == capacity) {
      grow();
    }
    long entry = entry(index);
    NativeMemory.putInt(entry, descriptor);
    NativeMemory.putShort(entry + POLLFD_EVENTS_OFFSET, (short) events);
    NativeMemory.putShort(entry + POLLFD_REVENTS_OFFSET, (short) 0);
  }

  private void grow() {
    ByteBuffer larger = ByteBuffer.allocateDirect(capacity * 2 * POLLFD_BYTES);
    long target = MemorySegment.ofBuffer(larger).address();
    NativeMemory.copy(address, target, (long) capacity * POLLFD_BYTES);
    address = target;
    capacity *= 2;
    memory = larger;
  }

  /// Copies what entry `from` watches to entry `to`.
  public void move(int from, int to) {
    NativeMemory.putLong(entry(to), NativeMemory.getLong(entry(from)));
  }

  /// What the last wait found about entry `index`.
  public int found(int index) {
    return NativeMemory.getShort(entry(index) + POLLFD_REVENTS_OFFSET) & UNSIGNED_SHORT;
  }

  private long entry(int index) {
    return address + (long) index * POLLFD_BYTES;
  }
}

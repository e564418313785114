package dev.triga.nativeio.uring;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.IoUring;
import dev.triga.nativeio.libc.IoUringLayout;
import dev.triga.nativeio.libc.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The buffers into which the kernel receives, whichever connection the bytes come from, and the
/// queue by which it gets them back.
///
/// The memory is recycled, never freed while the process lives: the kernel may know its addresses a
/// little longer than the ring that offered them.
final class ReceiveBuffers {
  /// The number of the only group.
  static final int GROUP = 0;

  private static final int PAGE_BYTES = 4096;

  /// What lies between two buffers. Buffers at multiples of their size would compete for the same
  /// few lines of the processor's cache.
  private static final int GAP_BYTES = 192;

  private static final FreeSlabs FREE = new FreeSlabs();

  private final RingSize size;
  private final ByteBuffer slab;
  private final long queue;
  private final long first;
  private final int stride;
  private final @Nullable ByteBuffer[] views;
  private short tail;

  ReceiveBuffers(RingSize size) {
    this.size = size;
    this.stride = size.bufferBytes() + GAP_BYTES;
    int queueBytes = size.buffers() * IoUringLayout.BUFFER_BYTES;
    this.slab = FREE.take(queueBytes + size.buffers() * stride);
    this.queue = MemorySegment.ofBuffer(slab).address();
    this.first = queue + queueBytes;
    this.views = new @Nullable ByteBuffer[size.buffers()];
  }

  /// Gives all buffers to this ring, and from now on back to it.
  ///
  /// @throws RingRefusal if the system refuses
  void offerTo(CallMemory memory, Ring ring) {
    NativeMemory.clear(queue, size.buffers() * IoUringLayout.BUFFER_BYTES);
    int outcome = IoUring.registerBuffers(memory, ring.descriptor(), queue, size.buffers(), GROUP);
    if (outcome < 0) {
      throw new RingRefusal(outcome);
    }
    tail = 0;
    for (int number = 0; number < size.buffers(); number++) {
      giveBack(number);
    }
    publish();
  }

  /// What the kernel has put into a buffer: a read-only view, always the same for each buffer.
  ByteBuffer view(int number) {
    ByteBuffer made = views[number];
    if (made == null) {
      int offset = (int) (address(number) - queue);
      made = slab.slice(offset, size.bufferBytes()).asReadOnlyBuffer();
      views[number] = made;
    }
    return made;
  }

  private long address(int number) {
    return first + (long) number * stride;
  }

  /// The bytes of a buffer have been read; the kernel gets it back with [#publish].
  void giveBack(int number) {
    long entry = queue + (long) (tail & (size.buffers() - 1)) * IoUringLayout.BUFFER_BYTES;
    NativeMemory.putLong(entry, address(number));
    NativeMemory.putInt(entry + IoUringLayout.BUFFER_LEN_OFFSET, size.bufferBytes());
    NativeMemory.putShort(entry + IoUringLayout.BUFFER_BID_OFFSET, (short) number);
    tail++;
  }

  /// Lets the kernel see what was given back.
  void publish() {
    NativeMemory.putShortRelease(queue + IoUringLayout.BUFFERS_TAIL_OFFSET, tail);
  }

  /// Leaves the memory to the next ring of the process.
  void close() {
    FREE.give(slab);
  }

  /// Slabs that nobody uses, of any size. Any thread.
  private static final class FreeSlabs {
    private final List<ByteBuffer> free = new ArrayList<>();

    ByteBuffer take(int bytes) {
      synchronized (free) {
        for (int index = 0; index < free.size(); index++) {
          if (free.get(index).capacity() == bytes) {
            return free.remove(index);
          }
        }
      }
      // An aligned slice is a multiple of a page long, and up to two pages shorter.
      return ByteBuffer.allocateDirect(bytes + 2 * PAGE_BYTES)
          .alignedSlice(PAGE_BYTES)
          .slice(0, bytes);
    }

    void give(ByteBuffer slab) {
      synchronized (free) {
        free.add(slab);
      }
    }
  }
}

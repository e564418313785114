package dev.triga.nativeio.libc;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The native memory that one loop needs for its calls: an error slot, scratch room for options and
/// addresses, the gathering list of a send, the array of an event wait.
///
/// It belongs to one thread at a time. Its memory is allocated for the life of the JVM, because
/// only such memory costs nothing per call, and [#close] therefore hands it to the next loop that
/// asks: as many blocks exist as loops have been open at the same time, however many follow.
public final class CallMemory implements AutoCloseable {
  /// Buffers that one gathering send takes at most.
  public static final int GATHER_MAX = 64;

  /// Room for one socket address of any family (`struct sockaddr_storage`).
  public static final int ADDRESS_BYTES = 128;

  /// Room for the answers of one event wait.
  public static final int EVENTS_BYTES = 128 * 16;

  private static final int SCRATCH_BYTES = 256;
  private static final ArrayDeque<CallMemory> FREE = new ArrayDeque<>();

  /// Where calls leave their error number.
  public final ErrnoSlot errno = new ErrnoSlot();

  /// Room for a few small values, clobbered by many calls.
  public final long scratch = NativeMemory.allocateForever(SCRATCH_BYTES);

  /// Room for one socket address.
  public final long address = NativeMemory.allocateForever(ADDRESS_BYTES);

  /// The 32 bits that say how long the address is.
  public final long addressLength = NativeMemory.allocateForever(Long.BYTES);

  /// Room for [#GATHER_MAX] entries of a gathering send.
  public final long gatherList =
      NativeMemory.allocateForever((long) GATHER_MAX * SocketData.IOVEC_BYTES);

  /// One `struct msghdr`, zero but for its gathering list.
  public final long message = NativeMemory.allocateForever(SocketData.MSGHDR_BYTES);

  /// Room for what an event wait reports.
  public final long events = NativeMemory.allocateForever(EVENTS_BYTES);

  private @Nullable Staging staging;
  private boolean free;

  private CallMemory() {}

  /// A block that nobody else uses, recycled if there is one. For any thread.
  public static CallMemory acquire() {
    synchronized (FREE) {
      CallMemory recycled = FREE.pollLast();
      if (recycled != null) {
        recycled.free = false;
        return recycled;
      }
    }
    return new CallMemory();
  }

  /// Gives the block to whoever asks next. The caller must not use it any more; closing twice does
  /// nothing.
  @Override
  public void close() {
    synchronized (FREE) {
      if (!free) {
        free = true;
        FREE.addLast(this);
      }
    }
  }

  /// Room through which the bytes of heap buffers reach the system; made when first asked for.
  public Staging staging() {
    Staging made = staging;
    if (made == null) {
      made = new Staging();
      staging = made;
    }
    return made;
  }

  /// Declares that the whole room at [#address] is there to be written.
  public long wholeAddressLength() {
    NativeMemory.putInt(addressLength, ADDRESS_BYTES);
    return addressLength;
  }
}

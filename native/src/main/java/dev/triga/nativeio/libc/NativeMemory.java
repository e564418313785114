package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Memory by address, for the structures that are handed to the C library.
///
/// One view of the whole address space serves all of them: reading through it costs the same as
/// reading through a segment of its own and allocates nothing. There are no bounds here, so only
/// this module uses it, on blocks whose size it knows.
public final class NativeMemory {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final VarHandle SHARED_INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle SHARED_SHORT = ValueLayout.JAVA_SHORT.varHandle();

  // SAFETY: an address is dereferenced only inside blocks that this module allocated, or that
  // belong to a direct buffer which the caller keeps reachable during the access.
  @SuppressWarnings("restricted")
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private NativeMemory() {}

  /// Allocates zeroed memory that lives as long as the JVM, aligned to 16 bytes. Recycle it.
  public static long allocateForever(long bytes) {
    return Arena.global().allocate(bytes, 16).address();
  }

  /// The byte at `address`.
  public static byte getByte(long address) {
    return ALL.get(JAVA_BYTE, address);
  }

  /// Writes one byte.
  public static void putByte(long address, byte value) {
    ALL.set(JAVA_BYTE, address, value);
  }

  /// The 16 bits at `address`, in the machine's order.
  public static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  /// Writes 16 bits in the machine's order.
  public static void putShort(long address, short value) {
    ALL.set(SHORT, address, value);
  }

  /// The 16 bits at `address` in network order, as a number from 0 to 65 535.
  public static int getPort(long address) {
    return Short.toUnsignedInt(ALL.get(NETWORK_SHORT, address));
  }

  /// Writes the low 16 bits of `port` in network order.
  public static void putPort(long address, int port) {
    ALL.set(NETWORK_SHORT, address, (short) port);
  }

  /// The 32 bits at `address`, in the machine's order.
  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  /// Writes 32 bits in the machine's order.
  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  /// The 64 bits at `address`, in the machine's order.
  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  /// Writes 64 bits in the machine's order.
  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /// The 32 bits at `address`, which must be a multiple of four, and with them all that whoever
  /// wrote them had written before.
  public static int getIntAcquire(long address) {
    return (int) SHARED_INT.getAcquire(ALL, address);
  }

  /// Writes 32 bits at `address`, a multiple of four, so that whoever sees them also sees all that
  /// was written before.
  public static void putIntRelease(long address, int value) {
    SHARED_INT.setRelease(ALL, address, value);
  }

  /// The same with 16 bits, at a multiple of two.
  public static void putShortRelease(long address, short value) {
    SHARED_SHORT.setRelease(ALL, address, value);
  }

  /// Copies bytes out of native memory into a new array.
  public static byte[] bytes(long address, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(ALL, JAVA_BYTE, address, copy, 0, length);
    return copy;
  }

  /// Copies an array into native memory.
  public static void putBytes(long address, byte[] bytes) {
    putBytes(address, bytes, 0, bytes.length);
  }

  /// Copies a part of an array into native memory.
  public static void putBytes(long address, byte[] bytes, int offset, int length) {
    MemorySegment.copy(bytes, offset, ALL, JAVA_BYTE, address, length);
  }

  /// Copies `length` bytes from one block to another that does not overlap it.
  public static void copy(long source, long target, long length) {
    MemorySegment.copy(ALL, source, ALL, target, length);
  }

  /// Sets `length` bytes to zero.
  public static void clear(long address, int length) {
    ALL.asSlice(address, length).fill((byte) 0);
  }
}

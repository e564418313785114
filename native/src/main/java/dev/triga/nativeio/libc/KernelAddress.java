package dev.triga.nativeio.libc;

import java.net.InetSocketAddress;

/// An internet address as the kernel wrote it, kept in a few numbers until somebody wants to see
/// it.
///
/// @param header the first eight bytes: family, port, and the address of IPv4
/// @param high the first half of an IPv6 address
/// @param low the second half of an IPv6 address
/// @param scope the number of the interface of an IPv6 address
public record KernelAddress(long header, long high, long low, int scope) {
  private static final int LOW_OFFSET = SocketAddresses.IPV6_ADDRESS_OFFSET + Long.BYTES;

  /// Copies the address that the kernel has written to `source`, where [CallMemory#ADDRESS_BYTES]
  /// can be read.
  public static KernelAddress read(long source) {
    return new KernelAddress(
        NativeMemory.getLong(source),
        NativeMemory.getLong(source + SocketAddresses.IPV6_ADDRESS_OFFSET),
        NativeMemory.getLong(source + LOW_OFFSET),
        NativeMemory.getInt(source + SocketAddresses.IPV6_SCOPE_OFFSET));
  }

  /// The address for people.
  ///
  /// @throws IllegalArgumentException if it is not of the internet's families
  public InetSocketAddress toSocketAddress() {
    try (CallMemory memory = CallMemory.acquire()) {
      NativeMemory.putLong(memory.address, header);
      NativeMemory.putLong(memory.address + SocketAddresses.IPV6_ADDRESS_OFFSET, high);
      NativeMemory.putLong(memory.address + LOW_OFFSET, low);
      NativeMemory.putInt(memory.address + SocketAddresses.IPV6_SCOPE_OFFSET, scope);
      return SocketAddresses.decode(memory.address);
    }
  }
}

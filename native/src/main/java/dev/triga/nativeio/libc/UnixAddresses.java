package dev.triga.nativeio.libc;

import static dev.triga.nativeio.libc.SocketConstants.AF_UNIX;

import dev.triga.net.UnixAbstractAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/// Unix-domain addresses as the kernel lays them out: `struct sockaddr_un`.
///
/// A path ends with a zero byte; an abstract name begins with one and is as long as the length
/// says.
public final class UnixAddresses {
  /// Size of `struct sockaddr_un`.
  public static final int UNIX_BYTES = 110;

  /// Offset of the path.
  public static final int PATH_OFFSET = 2;

  private static final int PATH_BYTES_MAX = UNIX_BYTES - PATH_OFFSET - 1;
  private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private UnixAddresses() {}

  /// Writes the address to `target`, where [CallMemory#ADDRESS_BYTES] have room; answers with the
  /// length.
  ///
  /// @throws IllegalArgumentException if the path is too long
  static int encode(UnixDomainSocketAddress address, long target) {
    String path = address.getPath().toString();
    if (path.isEmpty()) {
      NativeMemory.putShort(target, (short) AF_UNIX);
      return PATH_OFFSET;
    }
    byte[] bytes = bytes(path);
    NativeMemory.clear(target, UNIX_BYTES);
    NativeMemory.putShort(target, (short) AF_UNIX);
    NativeMemory.putBytes(target + PATH_OFFSET, bytes);
    return PATH_OFFSET + bytes.length + 1;
  }

  static int encode(UnixAbstractAddress address, long target) {
    byte[] bytes = bytes(address.name());
    NativeMemory.putShort(target, (short) AF_UNIX);
    NativeMemory.putByte(target + PATH_OFFSET, (byte) 0);
    NativeMemory.putBytes(target + PATH_OFFSET + 1, bytes);
    return PATH_OFFSET + 1 + bytes.length;
  }

  private static byte[] bytes(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > PATH_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the Unix-domain name '"
              + name
              + "' has "
              + bytes.length
              + " bytes, and the system has room for "
              + PATH_BYTES_MAX);
    }
    return bytes;
  }

  /// The address that the kernel wrote to `source` with this length; an empty path for a socket
  /// without a name.
  static SocketAddress decode(long source, int length) {
    int size = Math.min(length, UNIX_BYTES) - PATH_OFFSET;
    if (size <= 0) {
      return UNNAMED;
    }
    boolean isAbstract = NativeMemory.getByte(source + PATH_OFFSET) == 0;
    byte[] bytes = NativeMemory.bytes(source + PATH_OFFSET, size);
    if (isAbstract) {
      return size == 1
          ? UNNAMED
          : UnixAbstractAddress.of(new String(bytes, 1, size - 1, StandardCharsets.UTF_8));
    }
    int end = 0;
    while (end < size && bytes[end] != 0) {
      end++;
    }
    return UnixDomainSocketAddress.of(new String(bytes, 0, end, StandardCharsets.UTF_8));
  }
}

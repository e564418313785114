package dev.triga.nativeio.libc;

import static dev.triga.nativeio.libc.SocketConstants.AF_INET;
import static dev.triga.nativeio.libc.SocketConstants.AF_INET6;

import dev.triga.net.UnixAbstractAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/// Addresses as the kernel lays them out: `struct sockaddr_in`, `struct sockaddr_in6` and, by way
/// of [UnixAddresses], `struct sockaddr_un`.
public final class SocketAddresses {
  /// Size of `struct sockaddr_in`.
  public static final int IPV4_BYTES = 16;

  /// Size of `struct sockaddr_in6`.
  public static final int IPV6_BYTES = 28;

  /// Offset of the port, in network order, in both.
  public static final int PORT_OFFSET = 2;

  /// Offset of the four address bytes in `struct sockaddr_in`.
  public static final int IPV4_ADDRESS_OFFSET = 4;

  /// Offset of the sixteen address bytes in `struct sockaddr_in6`.
  public static final int IPV6_ADDRESS_OFFSET = 8;

  /// Offset of the number of the interface in `struct sockaddr_in6`.
  public static final int IPV6_SCOPE_OFFSET = 24;

  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  private SocketAddresses() {}

  /// The address family of an address of any kind that sockets can have.
  ///
  /// @throws IllegalArgumentException if it is of another kind, or not resolved
  public static int family(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress internet -> family(internet);
      case UnixDomainSocketAddress _ -> SocketConstants.AF_UNIX;
      case UnixAbstractAddress _ -> SocketConstants.AF_UNIX;
      default -> throw unknown(address);
    };
  }

  private static IllegalArgumentException unknown(SocketAddress address) {
    return new IllegalArgumentException(
        "native drivers have no sockets for "
            + address
            + " of kind "
            + address.getClass().getName());
  }

  /// Writes an address of any kind that sockets can have to `target`, where
  /// [CallMemory#ADDRESS_BYTES] have room; answers with the length.
  ///
  /// @throws IllegalArgumentException if it is of another kind, or not resolved
  public static int encode(SocketAddress address, long target) {
    return switch (address) {
      case InetSocketAddress internet -> encode(internet, target);
      case UnixDomainSocketAddress unix -> UnixAddresses.encode(unix, target);
      case UnixAbstractAddress name -> UnixAddresses.encode(name, target);
      default -> throw unknown(address);
    };
  }

  /// The address of any family that the kernel wrote to `source`, with the length that it gave.
  ///
  /// @throws IllegalArgumentException if it is of another family
  public static SocketAddress decode(long source, int length) {
    // A datagram of a socket without a name comes without an address.
    boolean unnamed = length < Short.BYTES;
    return unnamed || NativeMemory.getShort(source) == SocketConstants.AF_UNIX
        ? UnixAddresses.decode(source, length)
        : decode(source);
  }

  /// The address family of a resolved address.
  public static int family(InetSocketAddress address) {
    return ip(address) instanceof Inet4Address ? AF_INET : AF_INET6;
  }

  /// Writes `address` in the layout of its family to `target`, where [CallMemory#ADDRESS_BYTES]
  /// have room; answers with the length.
  ///
  /// @throws IllegalArgumentException if the address is not resolved
  public static int encode(InetSocketAddress address, long target) {
    InetAddress ip = ip(address);
    if (ip instanceof Inet6Address ipv6) {
      NativeMemory.clear(target, IPV6_BYTES);
      putFamily(target, AF_INET6, IPV6_BYTES);
      NativeMemory.putPort(target + PORT_OFFSET, address.getPort());
      NativeMemory.putBytes(target + IPV6_ADDRESS_OFFSET, ipv6.getAddress());
      NativeMemory.putInt(target + IPV6_SCOPE_OFFSET, ipv6.getScopeId());
      return IPV6_BYTES;
    }
    NativeMemory.clear(target, IPV4_BYTES);
    putFamily(target, AF_INET, IPV4_BYTES);
    NativeMemory.putPort(target + PORT_OFFSET, address.getPort());
    NativeMemory.putBytes(target + IPV4_ADDRESS_OFFSET, ip.getAddress());
    return IPV4_BYTES;
  }

  /// Writes an address for a socket of IPv6, to which those of IPv4 are mapped (RFC 4291, 2.5.5.2).
  ///
  /// @throws IllegalArgumentException if the address is not resolved
  public static int encodeForIpv6(InetSocketAddress address, long target) {
    if (!(ip(address) instanceof Inet4Address ipv4)) {
      return encode(address, target);
    }
    NativeMemory.clear(target, IPV6_BYTES);
    NativeMemory.putShort(target, (short) AF_INET6);
    NativeMemory.putPort(target + PORT_OFFSET, address.getPort());
    NativeMemory.putShort(target + IPV6_ADDRESS_OFFSET + 10, (short) 0xffff);
    NativeMemory.putBytes(target + IPV6_ADDRESS_OFFSET + 12, ipv4.getAddress());
    return IPV6_BYTES;
  }

  /// The address that the kernel wrote to `source`. An IPv4 address that was mapped into IPv6, as a
  /// socket for both sees it, comes out as IPv4.
  ///
  /// @throws IllegalArgumentException if it is of another family
  public static InetSocketAddress decode(long source) {
    int family = family(source);
    int port = NativeMemory.getPort(source + PORT_OFFSET);
    try {
      return switch (family) {
        case AF_INET -> {
          byte[] bytes = NativeMemory.bytes(source + IPV4_ADDRESS_OFFSET, IPV4_LENGTH);
          yield new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        }
        case AF_INET6 -> {
          byte[] bytes = NativeMemory.bytes(source + IPV6_ADDRESS_OFFSET, IPV6_LENGTH);
          int scope = NativeMemory.getInt(source + IPV6_SCOPE_OFFSET);
          yield new InetSocketAddress(ipv6(bytes, scope), port);
        }
        default ->
            throw new IllegalArgumentException(
                "address family " + family + " is not one of the internet's (2 and 10)");
      };
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address had neither 4 nor 16 bytes", impossible);
    }
  }

  private static InetAddress ipv6(byte[] bytes, int scope) throws UnknownHostException {
    return scope == 0
        ? InetAddress.getByAddress(bytes)
        : Inet6Address.getByAddress(null, bytes, scope);
  }

  /// Writes what every address begins with: on Linux 16 bits of the family, on macOS a byte of the
  /// length and one of the family.
  static void putFamily(long target, int family, int length) {
    if (Platform.MACOS) {
      NativeMemory.putByte(target, (byte) length);
      NativeMemory.putByte(target + 1, (byte) MacOs.family(family));
    } else {
      NativeMemory.putShort(target, (short) family);
    }
  }

  /// The family of the address that the kernel wrote to `source`.
  static int family(long source) {
    return Platform.MACOS
        ? MacOs.linuxFamily(NativeMemory.getByte(source + 1))
        : NativeMemory.getShort(source);
  }

  private static InetAddress ip(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "the address " + address + " is not resolved: look its name up first");
    }
    return address.getAddress();
  }
}

package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The addresses of the peers that a datagram socket has talked to of late, in the kernel's form
/// and in Java's, so that neither receiving from a known peer nor answering it allocates anything.
///
/// A table in which each peer has one place, which the next peer that falls there takes over. The
/// place follows from the hash code that Java gives the address, computed from the kernel's form
/// where that is all there is; a wrong guess would cost a look-up, nothing else.
public final class PeerAddresses {
  /// Places; a power of two.
  private static final int PLACES = 256;

  /// `struct sockaddr_in6` is the longest, in longs.
  private static final int LONGS = 4;

  private final int family;
  private final @Nullable SocketAddress[] peers = new @Nullable SocketAddress[PLACES];
  private final long[] forms = new long[PLACES * LONGS];
  private final int[] lengths = new int[PLACES];

  /// For a socket of this address family.
  public PeerAddresses(int family) {
    this.family = family;
  }

  /// The address that the kernel wrote to `source`, with the length that it gave.
  public SocketAddress decode(long source, int length) {
    if (family == SocketConstants.AF_UNIX || length < SocketAddresses.IPV4_BYTES) {
      return SocketAddresses.decode(source, length);
    }
    int place = place(hash(source));
    var known = peers[place];
    if (known != null && lengths[place] == length && holds(place, source, length)) {
      return known;
    }
    var decoded = SocketAddresses.decode(source, length);
    remember(place, decoded, source, length);
    return decoded;
  }

  /// Writes an address to `target`, where there is room for any; answers with the length.
  public int encode(SocketAddress address, long target) {
    if (family == SocketConstants.AF_UNIX) {
      return SocketAddresses.encode(address, target);
    }
    int place = place(address.hashCode());
    var known = peers[place];
    if (address.equals(known)) {
      write(place, target);
      return lengths[place];
    }
    int length =
        family == SocketConstants.AF_INET6
            ? SocketAddresses.encodeForIpv6((InetSocketAddress) address, target)
            : SocketAddresses.encode(address, target);
    remember(place, address, target, length);
    return length;
  }

  private static int place(int hash) {
    int mixed = hash * 0x9E37_79B9;
    return (mixed >>> 24) & (PLACES - 1);
  }

  /// The hash code that Java gives to the address at `source`.
  private static int hash(long source) {
    int port = NativeMemory.getPort(source + SocketAddresses.PORT_OFFSET);
    if (NativeMemory.getShort(source) == SocketConstants.AF_INET) {
      return word(source + SocketAddresses.IPV4_ADDRESS_OFFSET) + port;
    }
    long ip = source + SocketAddresses.IPV6_ADDRESS_OFFSET;
    if (isMapped(ip)) {
      return word(ip + 12) + port;
    }
    return sum(ip) + sum(ip + 4) + sum(ip + 8) + sum(ip + 12) + port;
  }

  private static boolean isMapped(long ip) {
    return NativeMemory.getLong(ip) == 0 && word(ip + 8) == 0xffff;
  }

  private static int word(long at) {
    return Integer.reverseBytes(NativeMemory.getInt(at));
  }

  /// Java adds up the bytes of IPv6 as signed numbers.
  private static int sum(long at) {
    int sum = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      sum = (sum << Byte.SIZE) + NativeMemory.getByte(at + i);
    }
    return sum;
  }

  private boolean holds(int place, long source, int length) {
    int first = place * LONGS;
    if (forms[first] != NativeMemory.getLong(source)) {
      return false;
    }
    // IPv4 ends with eight bytes of padding.
    return length == SocketAddresses.IPV4_BYTES
        || (forms[first + 1] == NativeMemory.getLong(source + 8)
            && forms[first + 2] == NativeMemory.getLong(source + 16)
            && (int) forms[first + 3] == NativeMemory.getInt(source + 24));
  }

  private void remember(int place, SocketAddress address, long source, int length) {
    int first = place * LONGS;
    peers[place] = address;
    lengths[place] = length;
    forms[first] = NativeMemory.getLong(source);
    forms[first + 1] = NativeMemory.getLong(source + 8);
    forms[first + 2] = NativeMemory.getLong(source + 16);
    forms[first + 3] = NativeMemory.getInt(source + 24);
  }

  private void write(int place, long target) {
    int first = place * LONGS;
    for (int i = 0; i < LONGS; i++) {
      NativeMemory.putLong(target + (long) i * Long.BYTES, forms[first + i]);
    }
  }
}

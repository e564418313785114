package dev.triga.transport;

import dev.triga.net.UnixAbstractAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The header of version 2, in binary: signature, version and command, family, length, addresses,
/// and then type-length-value fields, of which only the check sum is looked at.
final class ProxyVersion2 {
  static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

  /// How many bytes come before those that have a length.
  static final int FIXED_BYTES = 16;

  private static final int COMMAND_AT = 12;
  private static final int FAMILY_AT = 13;
  private static final int LENGTH_AT = 14;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;
  private static final int UNIX = 3;
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int UNIX_BYTES = 108;
  private static final int FIELD_HEAD_BYTES = 3;
  private static final int CHECK_SUM_TYPE = 0x03;

  private ProxyVersion2() {}

  /// The length of the whole header, from its fixed part.
  static int length(byte[] header) {
    return FIXED_BYTES + (ByteBuffer.wrap(header).getShort(LENGTH_AT) & 0xffff);
  }

  static ProxyAddresses parse(byte[] header) throws ProxyHeaderException {
    int command = header[COMMAND_AT];
    if (command != LOCAL && command != PROXY) {
      throw new ProxyHeaderException(
          "it has the version and command 0x%02x; 0x20 and 0x21 are known"
              .formatted(command & 0xff));
    }
    if (command == LOCAL) {
      // The proxy itself; whatever else it says has to be ignored.
      return ProxyAddresses.NONE;
    }
    int family = header[FAMILY_AT] >> 4 & 0xf;
    int kind = header[FAMILY_AT] & 0xf;
    if (family > UNIX || kind > DATAGRAM) {
      throw new ProxyHeaderException(
          "it has the family 0x%02x, which is unknown".formatted(header[FAMILY_AT] & 0xff));
    }
    var rest = ByteBuffer.wrap(header).position(FIXED_BYTES);
    int bytesEach =
        switch (family) {
          case IPV4 -> IPV4_BYTES;
          case IPV6 -> IPV6_BYTES;
          case UNIX -> UNIX_BYTES;
          default -> 0;
        };
    int needed = 2 * bytesEach + (family == IPV4 || family == IPV6 ? 2 * Short.BYTES : 0);
    if (rest.remaining() < needed) {
      throw new ProxyHeaderException(
          "it has %d bytes of addresses in place of %d".formatted(rest.remaining(), needed));
    }
    byte[] source = taken(rest, bytesEach);
    byte[] destination = taken(rest, bytesEach);
    var addresses =
        switch (family) {
          case IPV4, IPV6 ->
              new ProxyAddresses(
                  internet(source, rest.getShort()), internet(destination, rest.getShort()));
          case UNIX -> new ProxyAddresses(unix(source), unix(destination));
          default -> ProxyAddresses.NONE;
        };
    checkFields(header, rest);
    return kind == STREAM ? addresses : ProxyAddresses.NONE;
  }

  private static byte[] taken(ByteBuffer from, int count) {
    var bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  private static InetSocketAddress internet(byte[] address, short port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port & 0xffff);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /// A path ends with its first NUL; a name that begins with one is abstract; nothing is no name.
  private static @Nullable SocketAddress unix(byte[] field) throws ProxyHeaderException {
    boolean isAbstract = field[0] == 0;
    int from = isAbstract ? 1 : 0;
    int to = from;
    while (to < field.length && field[to] != 0) {
      to++;
    }
    var name = new String(Arrays.copyOfRange(field, from, to), StandardCharsets.UTF_8);
    if (name.isEmpty()) {
      return null;
    }
    try {
      return isAbstract ? UnixAbstractAddress.of(name) : UnixDomainSocketAddress.of(name);
    } catch (IllegalArgumentException e) {
      throw new ProxyHeaderException("it has a path that is none on this machine");
    }
  }

  private static void checkFields(byte[] header, ByteBuffer fields) throws ProxyHeaderException {
    while (fields.hasRemaining()) {
      if (fields.remaining() < FIELD_HEAD_BYTES) {
        throw new ProxyHeaderException("it ends within a field");
      }
      int type = fields.get() & 0xff;
      int length = fields.getShort() & 0xffff;
      if (fields.remaining() < length) {
        throw new ProxyHeaderException(
            "its field 0x%02x has %d bytes of %d".formatted(type, fields.remaining(), length));
      }
      if (type == CHECK_SUM_TYPE) {
        checkSum(header, fields.position(), length);
      }
      fields.position(fields.position() + length);
    }
  }

  /// The sum is over the whole header, with zeros in its own place.
  private static void checkSum(byte[] header, int at, int length) throws ProxyHeaderException {
    if (length != Integer.BYTES) {
      throw new ProxyHeaderException("its check sum has " + length + " bytes in place of 4");
    }
    var zeroed = header.clone();
    Arrays.fill(zeroed, at, at + length, (byte) 0);
    var sum = new CRC32C();
    sum.update(zeroed);
    if ((int) sum.getValue() != ByteBuffer.wrap(header).getInt(at)) {
      throw new ProxyHeaderException("its check sum is wrong");
    }
  }
}

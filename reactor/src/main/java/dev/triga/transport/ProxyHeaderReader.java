package dev.triga.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects the header of the PROXY protocol, in whatever pieces it comes, and takes not a byte
/// more. The first byte tells the version: 'P' is 1, a carriage return is 2.
final class ProxyHeaderReader {
  private static final byte[] PREFIX_1 = {'P', 'R', 'O', 'X', 'Y', ' '};
  private static final int LENGTH_MAX_1 = 107;

  private final int lengthMax;
  private byte[] bytes = new byte[LENGTH_MAX_1 + 1];
  private int count;

  /// The length of a header of version 2, once it is known; 0 before.
  private int length;

  ProxyHeaderReader(int lengthMax) {
    this.lengthMax = lengthMax;
  }

  /// Takes bytes up to the end of the header.
  ///
  /// @return what it says, or null if more has to come
  /// @throws ProxyHeaderException if it cannot become a header any more
  @Nullable ProxyAddresses read(ByteBuffer data) throws ProxyHeaderException {
    while (data.hasRemaining()) {
      bytes[count++] = data.get();
      var complete = bytes[0] == 'P' ? inVersion1() : inVersion2();
      if (complete != null) {
        return complete;
      }
    }
    return null;
  }

  private @Nullable ProxyAddresses inVersion1() throws ProxyHeaderException {
    checkBegin(PREFIX_1);
    if (count >= 2 && bytes[count - 1] == '\n' && bytes[count - 2] == '\r') {
      return ProxyVersion1.parse(Arrays.copyOf(bytes, count - 2));
    }
    if (count == LENGTH_MAX_1) {
      throw new ProxyHeaderException("the line does not end within " + LENGTH_MAX_1 + " bytes");
    }
    return null;
  }

  private @Nullable ProxyAddresses inVersion2() throws ProxyHeaderException {
    checkBegin(ProxyVersion2.SIGNATURE);
    if (count == ProxyVersion2.FIXED_BYTES) {
      length = ProxyVersion2.length(bytes);
      if (length > lengthMax) {
        throw new ProxyHeaderException(
            "it has " + length + " bytes, more than the limit of " + lengthMax);
      }
      bytes = Arrays.copyOf(bytes, length);
    }
    return count == length ? ProxyVersion2.parse(bytes) : null;
  }

  private void checkBegin(byte[] expected) throws ProxyHeaderException {
    if (count <= expected.length && bytes[count - 1] != expected[count - 1]) {
      throw new ProxyHeaderException("the connection does not begin with a PROXY header");
    }
  }
}

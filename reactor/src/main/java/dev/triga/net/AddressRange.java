package dev.triga.net;

import java.net.InetAddress;

/// The addresses that begin with the same bits, such as `10.0.0.0/8`.
///
/// @param network the first of them
/// @param bits how many bits they share
record AddressRange(InetAddress network, int bits) {
  /// Reads a range, or a single address.
  ///
  /// @throws IllegalArgumentException if it is neither
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network;
    try {
      network = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address nor a range such as 10.0.0.0/8 or fd00::/8", e);
    }
    int most = network.getAddress().length * Byte.SIZE;
    int bits = slash < 0 ? most : number(text, text.substring(slash + 1));
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "the range '" + text + "' has " + bits + " bits; there are 0 to " + most);
    }
    var range = new AddressRange(network, bits);
    for (int bit = bits; bit < most; bit++) {
      if (bitOf(network.getAddress(), bit)) {
        throw new IllegalArgumentException(
            "the range '" + text + "' has bits set behind the first " + bits);
      }
    }
    return range;
  }

  private static int number(String text, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the range '" + text + "' has no number behind '/'", e);
    }
  }

  private static boolean bitOf(byte[] bytes, int bit) {
    return (bytes[bit / Byte.SIZE] & 0x80 >>> bit % Byte.SIZE) != 0;
  }

  boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] its = address.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (bitOf(mine, bit) != bitOf(its, bit)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }
}

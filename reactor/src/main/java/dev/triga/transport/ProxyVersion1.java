package dev.triga.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The header of version 1: a line of ASCII.
final class ProxyVersion1 {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");
  private static final int PORT_MAX = 65535;

  private ProxyVersion1() {}

  /// Reads a line, without its end.
  static ProxyAddresses parse(byte[] line) throws ProxyHeaderException {
    String[] words = new String(line, StandardCharsets.ISO_8859_1).split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      // What follows has to be ignored.
      return ProxyAddresses.NONE;
    }
    boolean isIpv6 = words[1].equals("TCP6");
    if (!isIpv6 && !words[1].equals("TCP4")) {
      throw new ProxyHeaderException("it names neither TCP4 nor TCP6 nor UNKNOWN");
    }
    if (words.length != 6) {
      throw new ProxyHeaderException("it has " + words.length + " words in place of 6");
    }
    return new ProxyAddresses(
        address(words[2], words[4], isIpv6), address(words[3], words[5], isIpv6));
  }

  private static InetSocketAddress address(String host, String port, boolean isIpv6)
      throws ProxyHeaderException {
    if (!(isIpv6 ? IPV6 : IPV4).matcher(host).matches()) {
      throw new ProxyHeaderException(
          "it has an address that is no " + (isIpv6 ? "IPv6 address" : "IPv4 address"));
    }
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > PORT_MAX) {
      throw new ProxyHeaderException("it has a port that is not from 0 to " + PORT_MAX);
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      throw new ProxyHeaderException("it has an address that is none");
    }
  }
}

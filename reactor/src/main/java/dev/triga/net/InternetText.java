package dev.triga.net;

import java.net.Inet6Address;

/// Reads and writes `SCHEME:HOST:PORT`, the form that `tcp`, `tls` and `udp` share.
final class InternetText {
  private static final int PORT_MAX = 65_535;
  private static final int PORT_DIGITS_MAX = 5;

  /// The longest host name (RFC 1035, 2.3.4, written out); no literal address comes near it.
  private static final int HOST_MAX = 253;

  /// Makes the endpoint of one scheme.
  @FunctionalInterface
  interface Form {
    Endpoint make(String host, int port);
  }

  private final EndpointText text;
  private final String scheme;

  private InternetText(EndpointText text, String scheme) {
    this.text = text;
    this.scheme = scheme;
  }

  static void check(String scheme, String host, int port) {
    if (host.length() > HOST_MAX) {
      throw new EndpointSyntaxException(
          "the host of a %s endpoint has %d characters, and no host name has more than %d"
              .formatted(scheme, host.length(), HOST_MAX));
    }
    if (port < 0 || port > PORT_MAX) {
      throw new EndpointSyntaxException(
          "port " + port + " of a " + scheme + " endpoint is not within 0.." + PORT_MAX);
    }
  }

  static String of(String scheme, String host, int port) {
    if (host.isEmpty()) {
      return scheme + ":" + port;
    }
    return scheme + ":" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /// Reads what stands behind the scheme.
  static Endpoint parse(EndpointText text, String scheme, String rest, Form form) {
    return new InternetText(text, scheme).parse(rest, form);
  }

  private Endpoint parse(String rest, Form form) {
    int colon = rest.lastIndexOf(':');
    if (colon < 0) {
      return form.make("", port(rest));
    }
    String host = host(rest.substring(0, colon));
    return form.make(host, port(rest.substring(colon + 1)));
  }

  private EndpointSyntaxException wrong(String what) {
    return text.wrong(
        what,
        scheme.equals("tcp")
            ? "tcp:HOST:PORT, tcp:[IPV6]:PORT, tcp:PORT, :PORT or HOST:PORT"
            : scheme + ":HOST:PORT, " + scheme + ":[IPV6]:PORT or " + scheme + ":PORT");
  }

  private String host(String written) {
    if (written.startsWith("[") && written.endsWith("]")) {
      String address = written.substring(1, written.length() - 1);
      if (!isIpv6(address)) {
        throw wrong("has no IPv6 address between its brackets");
      }
      return address;
    }
    if (written.isEmpty()) {
      throw wrong("has an empty host");
    }
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == ':') {
        throw wrong("has more than one colon: put an IPv6 address in brackets");
      }
      if (!isHostCharacter(c)) {
        throw wrong("has the character '" + EndpointText.printable(c) + "' in its host");
      }
    }
    return written;
  }

  private static boolean isHostCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  /// The zone, which names an interface, is looked at when it is used.
  private static boolean isIpv6(String address) {
    int zone = address.indexOf('%');
    try {
      Inet6Address.ofLiteral(zone < 0 ? address : address.substring(0, zone));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private int port(String digits) {
    if (digits.length() > PORT_DIGITS_MAX
        || !EndpointText.isNumber(digits)
        || Integer.parseInt(digits) > PORT_MAX) {
      throw wrong(
          "has the port '"
              + EndpointText.printable(digits)
              + "', which is not within 0.."
              + PORT_MAX);
    }
    return Integer.parseInt(digits);
  }
}

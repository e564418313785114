package dev.triga.net;

/// Reads endpoint texts.
final class EndpointSyntax {
  /// Longer than any host name (253) with scheme, brackets and port; anything beyond is a mistake.
  private static final int LENGTH_MAX = 300;

  private static final String ALLOWED =
      "; write tcp:HOST:PORT, tcp:[IPV6]:PORT, tcp:PORT, :PORT or HOST:PORT";

  private EndpointSyntax() {}

  static Endpoint parse(String text) {
    if (text.length() > LENGTH_MAX) {
      throw new EndpointSyntaxException(
          "an endpoint of " + text.length() + " characters is longer than " + LENGTH_MAX + ALLOWED);
    }
    if (text.startsWith("tcp:")) {
      return tcp(text, text.substring("tcp:".length()));
    }
    return tcp(text, text.startsWith(":") ? text.substring(1) : requireHost(text));
  }

  /// A bare endpoint needs a host, else a lone number could be anything.
  private static String requireHost(String text) {
    if (text.lastIndexOf(':') < 1) {
      throw wrong(text, "has no port");
    }
    return text;
  }

  private static Endpoint tcp(String text, String rest) {
    int colon = rest.lastIndexOf(':');
    if (colon < 0) {
      return new Endpoint.Tcp("", port(text, rest));
    }
    String host = host(text, rest.substring(0, colon));
    return new Endpoint.Tcp(host, port(text, rest.substring(colon + 1)));
  }

  private static String host(String text, String written) {
    if (written.startsWith("[") && written.endsWith("]")) {
      String address = written.substring(1, written.length() - 1);
      if (!isIpv6Like(address)) {
        throw wrong(text, "has no IPv6 address between its brackets");
      }
      return address;
    }
    if (written.isEmpty()) {
      throw wrong(text, "has an empty host");
    }
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == ':') {
        throw wrong(text, "has more than one colon: put an IPv6 address in brackets");
      }
      if (!isHostCharacter(c)) {
        throw wrong(text, "has the character '" + printable(c) + "' in its host");
      }
    }
    return written;
  }

  private static boolean isHostCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  private static boolean isIpv6Like(String address) {
    int zone = address.indexOf('%');
    String digits = zone < 0 ? address : address.substring(0, zone);
    return digits.indexOf(':') >= 0
        && digits.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
  }

  private static int port(String text, String digits) {
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw wrong(text, "has the port '" + printable(digits) + "', which is not within 0..65535");
    }
    int port = Integer.parseInt(digits);
    if (port > 65_535) {
      throw wrong(text, "has the port " + port + ", which is not within 0..65535");
    }
    return port;
  }

  private static EndpointSyntaxException wrong(String text, String what) {
    return new EndpointSyntaxException("endpoint '" + printable(text) + "' " + what + ALLOWED);
  }

  private static String printable(String text) {
    var shown = new StringBuilder();
    text.chars().forEach(c -> shown.append(printable((char) c)));
    return shown.toString();
  }

  private static String printable(char c) {
    return Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c);
  }
}

package dev.triga.net;

import java.util.regex.Pattern;

/// Reads endpoint texts: finds the form and leaves the rest to it.
final class EndpointSyntax {
  /// Longer than any host name (253) or socket path (107) with what stands around it; anything
  /// beyond is a mistake.
  private static final int LENGTH_MAX = 300;

  private static final int DESCRIPTOR_DIGITS_MAX = 9;

  /// A scheme that is none of ours: `HOST:PORT` has one colon only, outside of brackets, and no
  /// port begins like a path.
  private static final Pattern FOREIGN_SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:([^\\[]*:|[/@]).*");

  private static final String FORMS =
      "tcp:HOST:PORT, tls:HOST:PORT, udp:HOST:PORT, unix:/PATH, unix:@NAME, systemd:INDEX,"
          + " fd:NUMBER, stdio:, :PORT or HOST:PORT";

  private EndpointSyntax() {}

  static Endpoint parse(String whole) {
    if (whole.length() > LENGTH_MAX) {
      throw new EndpointSyntaxException(
          "an endpoint of "
              + whole.length()
              + " characters is longer than "
              + LENGTH_MAX
              + "; write "
              + FORMS);
    }
    var text = new EndpointText(whole);
    int colon = whole.indexOf(':');
    String rest = whole.substring(colon + 1);
    return switch (colon < 0 ? "" : whole.substring(0, colon)) {
      case "tcp" -> InternetText.parse(text, "tcp", rest, Endpoint.Tcp::new);
      case "tls" -> InternetText.parse(text, "tls", rest, Endpoint.Tls::new);
      case "udp" -> InternetText.parse(text, "udp", rest, Endpoint.Udp::new);
      case "unix" -> UnixText.parse(text, rest);
      case "systemd" -> new Endpoint.Systemd(number(text, rest, "systemd:INDEX", "index"));
      case "fd" -> new Endpoint.Fd(number(text, rest, "fd:NUMBER", "descriptor number"));
      case "stdio" -> stdio(text, rest);
      default -> bare(text, colon, rest);
    };
  }

  private static int number(EndpointText text, String digits, String form, String what) {
    if (digits.length() > DESCRIPTOR_DIGITS_MAX || !EndpointText.isNumber(digits)) {
      throw text.wrong(
          "has the " + what + " '" + EndpointText.printable(digits) + "', which is not a number",
          form);
    }
    return Integer.parseInt(digits);
  }

  private static Endpoint stdio(EndpointText text, String rest) {
    if (!rest.isEmpty()) {
      throw text.wrong(
          "has '" + EndpointText.printable(rest) + "' behind its colon", "stdio: and nothing more");
    }
    return new Endpoint.Stdio();
  }

  /// Without a scheme it is TCP, and needs a host or a leading colon, else a lone number could be
  /// anything.
  private static Endpoint bare(EndpointText text, int colon, String rest) {
    if (colon < 0) {
      throw text.wrong("has no port", FORMS);
    }
    if (FOREIGN_SCHEME.matcher(text.whole()).matches()) {
      throw text.wrong(
          "begins with '" + text.whole().substring(0, colon) + ":', which is no form of endpoint",
          FORMS);
    }
    return InternetText.parse(text, "tcp", colon == 0 ? rest : text.whole(), Endpoint.Tcp::new);
  }
}

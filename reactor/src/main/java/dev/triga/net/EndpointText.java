package dev.triga.net;

/// The text of an endpoint while it is read, for the sentences about what is wrong with it.
///
/// @param whole the text as it was given
record EndpointText(String whole) {
  EndpointSyntaxException wrong(String what, String allowed) {
    return new EndpointSyntaxException(
        "endpoint '" + printable(whole) + "' " + what + "; write " + allowed);
  }

  /// Whether these are decimal digits, at least one.
  static boolean isNumber(String digits) {
    return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static String printable(String text) {
    var shown = new StringBuilder();
    text.chars().forEach(c -> shown.append(printable((char) c)));
    return shown.toString();
  }

  static String printable(char c) {
    return Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c);
  }
}

package dev.triga.net;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads and writes `unix:/path[:mode=660]` and `unix:@name`.
final class UnixText {
  private static final String MODE = ":mode=";
  private static final String ALLOWED = "unix:/PATH, unix:/PATH:mode=660 or unix:@NAME";

  /// What looks like an option at the end of a path. A misspelt mode must not pass for a name: the
  /// socket would be there with permissions that nobody wanted.
  private static final Pattern OPTION = Pattern.compile(":([a-z]+)=[^/]*$");

  private static final int MODE_MAX = 0777;
  private static final int MODE_DIGITS_MAX = 4;

  /// `sun_path` has 108 bytes; the abstract name gives one to its leading zero.
  private static final int NAME_BYTES_MAX = 107;

  private UnixText() {}

  static String of(Endpoint.Unix unix) {
    Integer mode = unix.mode();
    return "unix:" + unix.path() + (mode == null ? "" : MODE + String.format("%03o", mode));
  }

  /// Reads what stands behind `unix:`.
  static Endpoint parse(EndpointText text, String rest) {
    int at = rest.startsWith("@") ? -1 : rest.lastIndexOf(MODE);
    Integer mode = at < 0 ? null : (Integer) mode(text, rest.substring(at + MODE.length()));
    try {
      return rest.startsWith("@")
          ? new Endpoint.UnixAbstract(rest.substring(1))
          : new Endpoint.Unix(at < 0 ? rest : rest.substring(0, at), mode);
    } catch (EndpointSyntaxException e) {
      throw text.wrong("cannot be had: " + e.getMessage(), ALLOWED);
    }
  }

  private static int mode(EndpointText text, String digits) {
    boolean octal =
        !digits.isEmpty()
            && digits.length() <= MODE_DIGITS_MAX
            && digits.chars().allMatch(c -> c >= '0' && c <= '7');
    if (!octal || Integer.parseInt(digits, 8) > MODE_MAX) {
      throw text.wrong(
          "has the mode '"
              + EndpointText.printable(digits)
              + "', which is not an octal number within 000..777",
          ALLOWED);
    }
    return Integer.parseInt(digits, 8);
  }

  static void checkMode(@Nullable Integer mode) {
    if (mode != null && (mode < 0 || mode > MODE_MAX)) {
      throw new EndpointSyntaxException(
          "mode " + mode + " of a unix endpoint is not within 0.." + MODE_MAX + " (octal 777)");
    }
  }

  static void checkPath(String path) {
    if (!path.startsWith("/")) {
      throw new EndpointSyntaxException(
          path.isEmpty()
              ? "the path is empty"
              : "the path '" + EndpointText.printable(path) + "' does not begin with '/'");
    }
    if (path.contains(MODE)) {
      throw new EndpointSyntaxException(
          "the path '" + EndpointText.printable(path) + "' contains '" + MODE + "'");
    }
    var option = OPTION.matcher(path);
    if (option.find()) {
      throw new EndpointSyntaxException(
          "the path '"
              + EndpointText.printable(path)
              + "' ends with the option '"
              + option.group(1)
              + "', and 'mode' is the only one");
    }
    checkCharacters("path", path);
    checkLength("path", path, Endpoint.Unix.PATH_BYTES_MAX);
  }

  static void checkName(String name) {
    checkNameLength(name);
    if (name.contains(MODE)) {
      throw new EndpointSyntaxException(
          "the name '"
              + EndpointText.printable(name)
              + "' contains '"
              + MODE
              + "', and only files have permissions");
    }
    checkCharacters("name", name);
  }

  static void checkNameLength(String name) {
    if (name.isEmpty()) {
      throw new EndpointSyntaxException("the name behind '@' is empty");
    }
    checkLength("name", name, NAME_BYTES_MAX);
  }

  private static void checkCharacters(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        throw new EndpointSyntaxException(
            "the " + what + " has the control character '" + EndpointText.printable(c) + "'");
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new EndpointSyntaxException("the " + what + " has half a surrogate pair");
    }
  }

  private static void checkLength(String what, String text, int bytesMax) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > bytesMax) {
      throw new EndpointSyntaxException(
          "the " + what + " has " + bytes + " bytes, and the system has room for " + bytesMax);
    }
  }
}

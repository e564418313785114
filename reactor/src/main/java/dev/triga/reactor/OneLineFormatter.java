package dev.triga.reactor;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// One line per entry, whatever is in it.
final class OneLineFormatter implements LogFormatter {
  static final OneLineFormatter INSTANCE = new OneLineFormatter();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private OneLineFormatter() {}

  @Override
  public String format(LogEntry entry) {
    var line = new StringBuilder(80 + entry.message().length());
    TIME.formatTo(entry.time(), line);
    line.append(' ').append(entry.level()).append(' ');
    escape(entry.name(), line);
    line.append(": ");
    escape(entry.message(), line);
    Throwable error = entry.error();
    if (error != null) {
      line.append("\\n");
      escape(trace(error), line);
    }
    return line.toString();
  }

  private static String trace(Throwable error) {
    var text = new StringWriter();
    try (var writer = new PrintWriter(text)) {
      error.printStackTrace(writer);
    } catch (RuntimeException | StackOverflowError e) {
      // A user's exception may fail to describe itself; the entry still has to come out.
      return error.getClass().getName() + " (it failed to describe itself: " + e.getClass() + ")";
    }
    return text.toString().stripTrailing();
  }

  private static void escape(String text, StringBuilder line) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (isHarmless(text, i, c)) {
            line.append(c);
          } else {
            line.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
          }
        }
      }
    }
  }

  private static boolean isHarmless(String text, int index, char c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    if (Character.isSurrogate(c)) {
      // Half a pair would come out of the encoder as a question mark, and could not be told apart.
      return Character.isHighSurrogate(c)
          ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
          : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
    return switch (c) {
      case '\u2028', '\u2029', '\u200e', '\u200f', '\u061c', '\ufeff' -> false;
      default ->
          !Character.isISOControl(c)
              && !(c >= '\u202a' && c <= '\u202e')
              && !(c >= '\u2066' && c <= '\u2069');
    };
  }
}

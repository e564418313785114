package dev.triga.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A command whose words may have a place for a line. The JVM makes the bytes of a word out of
/// characters by the encoding of the locale, and so cannot say everything that may stand in a file
/// or on a command line. Words that it cannot say are written by a shell, which is told each byte
/// by its number.
final class LineWords {
  private static final String PLACE = "{}";

  /// With a character for each byte.
  private final List<String> words;

  /// @param command the bytes of its words
  LineWords(List<byte[]> command) {
    this.words = command.stream().map(word -> new String(word, ISO_8859_1)).toList();
  }

  /// Whether there is a place for the line.
  boolean hasPlace() {
    return words.stream().anyMatch(word -> word.contains(PLACE));
  }

  /// The command with the line in its places, if it has any.
  List<String> of(byte[] line) {
    String text = new String(line, ISO_8859_1);
    List<byte[]> wanted =
        words.stream().map(word -> word.replace(PLACE, text).getBytes(ISO_8859_1)).toList();
    return wanted.stream().allMatch(LineWords::canBeSaid)
        ? wanted.stream().map(LineWords::said).toList()
        : throughShell(wanted);
  }

  private static String said(byte[] word) {
    return new String(word, RawArguments.ENCODING);
  }

  private static boolean canBeSaid(byte[] word) {
    return Arrays.equals(said(word).getBytes(RawArguments.ENCODING), word);
  }

  /// What can be said are arguments of the shell, so that it reads nothing into them.
  private static List<String> throughShell(List<byte[]> wanted) {
    var script = new StringBuilder();
    var call = new StringBuilder("exec");
    List<String> arguments = new ArrayList<>();
    int written = 0;
    for (byte[] word : wanted) {
      if (canBeSaid(word)) {
        arguments.add(said(word));
        call.append(" \"${").append(arguments.size()).append("}\"");
      } else {
        written++;
        script.append('w').append(written).append('=').append(byNumbers(word)).append("; ");
        call.append(" \"${w").append(written).append("%.}\"");
      }
    }
    List<String> all = new ArrayList<>(List.of("sh", "-c", script.append(call).toString(), "sh"));
    all.addAll(arguments);
    return all;
  }

  /// A substitution loses line feeds at its end, but for the point behind them.
  @SuppressWarnings("OrphanedFormatString") // It is the shell that formats.
  private static String byNumbers(byte[] word) {
    var text = new StringBuilder("$(printf %b '");
    for (byte b : word) {
      text.append(String.format("\\0%03o", b & 0xff));
    }
    return text.append(".')").toString();
  }
}

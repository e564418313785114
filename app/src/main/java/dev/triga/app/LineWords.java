package dev.triga.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A command whose arguments have a place for a line. The JVM makes the bytes of an argument out of
/// characters by the encoding of the locale, and so cannot say everything that may stand in a file.
/// What it cannot say is put in place by a shell, which is told each byte by its number.
final class LineWords {
  private static final String PLACE = "{}";

  /// How the JVM writes arguments; not to be had otherwise.
  private static final Charset OF_ARGUMENTS =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final List<String> command;

  LineWords(List<String> command) {
    this.command = command;
  }

  /// Whether there is a place for the line.
  boolean hasPlace() {
    return command.stream().anyMatch(word -> word.contains(PLACE));
  }

  /// The command with the line in its places.
  List<String> of(byte[] line) {
    String text = new String(line, UTF_8);
    return Arrays.equals(text.getBytes(OF_ARGUMENTS), line)
        ? command.stream().map(word -> word.replace(PLACE, text)).toList()
        : throughShell(line);
  }

  /// What stands around the places are arguments of the shell, so that it reads nothing into them.
  @SuppressWarnings("OrphanedFormatString") // It is the shell that formats.
  private List<String> throughShell(byte[] line) {
    var script = new StringBuilder("line=$(printf %b '");
    for (byte b : line) {
      script.append(String.format("\\0%03o", b & 0xff));
    }
    // A substitution loses line feeds at its end, of which a line has none, but for this point too.
    script.append(".'); exec");
    List<String> all = new ArrayList<>(List.of("sh", "-c", "", "sh"));
    for (String word : command) {
      script.append(" \"");
      String[] parts = word.split("\\{}", -1);
      for (int i = 0; i < parts.length; i++) {
        script.append(i == 0 ? "" : "${line%.}");
        all.add(parts[i]);
        script.append("${").append(all.size() - 4).append('}');
      }
      script.append('"');
    }
    all.set(2, script.toString());
    return all;
  }
}

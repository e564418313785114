package dev.triga.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.testing.Gen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The inputs of a target that are worth keeping, as lines of printable text: `\r`, `\n`, `\\` and
/// `\xHH` stand for bytes, a line that begins with `#` says something to people.
final class Corpus {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|r|n|\\\\)");

  private Corpus() {}

  static List<byte[]> of(Target target) throws IOException {
    String name = "corpus/" + target.fileName();
    try (var file = Corpus.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException("there is no " + name + " beside the tests of this package");
      }
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Corpus::bytes)
          .toList();
    }
  }

  /// The bytes that a line stands for.
  static byte[] bytes(String line) {
    return ESCAPE
        .matcher(line)
        .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group(1))))
        .getBytes(ISO_8859_1);
  }

  private static String escaped(String escape) {
    return switch (escape.charAt(0)) {
      case 'x' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
      case 'r' -> "\r";
      case 'n' -> "\n";
      default -> escape;
    };
  }

  /// The line that stands for some bytes.
  static String line(byte[] data) {
    var line = new StringBuilder();
    for (byte value : data) {
      int b = value & 0xff;
      switch (b) {
        case '\r' -> line.append("\\r");
        case '\n' -> line.append("\\n");
        case '\\' -> line.append("\\\\");
        default -> {
          if (b >= ' ' && b < 0x7f && !(line.isEmpty() && b == '#')) {
            line.append((char) b);
          } else {
            line.append("\\x%02x".formatted(b));
          }
        }
      }
    }
    return line.toString();
  }

  /// Something like an input of the corpus: with bytes changed, lost, repeated, brought in from
  /// another one, or the end cut off.
  static byte[] variation(List<byte[]> corpus, Gen gen) {
    byte[] data = gen.oneOf(corpus);
    int changes = gen.between(1, 4);
    for (int i = 0; i < changes; i++) {
      data = changed(data, gen.oneOf(corpus), gen);
    }
    return data;
  }

  private static byte[] changed(byte[] data, byte[] other, Gen gen) {
    int from = gen.between(0, data.length);
    int to = gen.between(from, data.length);
    var out = new ByteArrayOutputStream();
    out.write(data, 0, from);
    switch (gen.between(0, 4)) {
      case 0 -> out.writeBytes(gen.bytes(4));
      case 1 -> out.writeBytes(Arrays.copyOfRange(data, from, to));
      case 2 -> out.write(other, 0, gen.between(0, other.length));
      case 3 -> to = data.length;
      default -> {
        // What is between is lost.
      }
    }
    out.write(data, to, data.length - to);
    return out.toByteArray();
  }
}

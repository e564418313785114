package dev.triga.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Inputs for a parser that are worth keeping, as lines of printable text that a reviewer can read:
/// `\r`, `\n`, `\\` and `\xHH` stand for bytes, a line that begins with `#` says something to
/// people.
///
/// ```java
/// var corpus = Corpus.of(LinesTarget.class, "corpus/lines.txt");
/// corpus.inputs().forEach(LinesTarget::fuzzerTestOneInput);
/// LinesTarget.fuzzerTestOneInput(corpus.variation(gen));
/// ```
public final class Corpus {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|r|n|\\\\)");

  private final List<byte[]> inputs;

  private Corpus(List<byte[]> inputs) {
    this.inputs = inputs;
  }

  /// Reads a corpus.
  ///
  /// @param beside the class beside which the file is
  /// @param name of the file, relative to it
  /// @throws UncheckedIOException if there is none
  public static Corpus of(Class<?> beside, String name) {
    try (var file = beside.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException("there is no " + name + " beside " + beside.getName());
      }
      return new Corpus(
          new String(file.readAllBytes(), UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(Corpus::bytes)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The inputs, in order.
  public List<byte[]> inputs() {
    return inputs;
  }

  /// The bytes that a line stands for.
  public static byte[] bytes(String line) {
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
  public static String line(byte[] data) {
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

  /// Something like one of the inputs: with bytes changed, lost, repeated, brought in from another
  /// one, or the end cut off.
  public byte[] variation(Gen gen) {
    byte[] data = gen.oneOf(inputs);
    int changes = gen.between(1, 4);
    for (int i = 0; i < changes; i++) {
      data = changed(data, gen.oneOf(inputs), gen);
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

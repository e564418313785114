package dev.triga.app;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Arguments as the system has them. The JVM makes characters of their bytes by the encoding of the
/// locale, and what that cannot say, as C can say ASCII only, is lost.
final class RawArguments {
  /// How the JVM reads and writes arguments; not to be had otherwise.
  static final Charset ENCODING = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /// Of this process, on Linux: each argument with a zero byte behind it.
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawArguments() {}

  /// The bytes of words that stand at the end of this process's command line; where they cannot be
  /// found there, what the JVM has made of them.
  static List<byte[]> of(List<String> words) {
    List<byte[]> all = commandLine();
    if (all.size() >= words.size()) {
      List<byte[]> last = all.subList(all.size() - words.size(), all.size());
      if (last.stream().map(bytes -> new String(bytes, ENCODING)).toList().equals(words)) {
        return List.copyOf(last);
      }
    }
    return words.stream().map(word -> word.getBytes(ENCODING)).toList();
  }

  private static List<byte[]> commandLine() {
    byte[] all;
    try {
      all = Files.readAllBytes(COMMAND_LINE);
    } catch (IOException e) {
      return List.of(); // Not Linux.
    }
    List<byte[]> found = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        found.add(Arrays.copyOfRange(all, begin, i));
        begin = i + 1;
      }
    }
    return found;
  }
}

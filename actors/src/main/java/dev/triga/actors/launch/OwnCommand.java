package dev.triga.actors.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line that this process was started with, to be started once more.
public final class OwnCommand {
  private static final Path OF_LINUX = Path.of("/proc/self/cmdline");

  private OwnCommand() {}

  /// The program and its arguments. It reads a file, so not on a turn.
  ///
  /// @throws IOException if the system does not tell
  public static List<String> read() throws IOException {
    if (Files.isReadable(OF_LINUX)) {
      // What the JDK tells ends after a page.
      return split(new String(Files.readAllBytes(OF_LINUX), StandardCharsets.UTF_8));
    }
    var info = ProcessHandle.current().info();
    var command = new ArrayList<String>();
    command.add(info.command().orElseThrow(OwnCommand::unknown));
    command.addAll(List.of(info.arguments().orElseThrow(OwnCommand::unknown)));
    return command;
  }

  private static IOException unknown() {
    return new IOException("the system does not tell how this process was started");
  }

  /// Each argument ends with a zero character; an empty one is an argument too.
  static List<String> split(String text) {
    var command = new ArrayList<String>();
    int begin = 0;
    for (int end; (end = text.indexOf('\0', begin)) >= 0; begin = end + 1) {
      command.add(text.substring(begin, end));
    }
    return command;
  }
}

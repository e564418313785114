package dev.triga.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The processor time of a process so far. Where there is no `/proc`, the system and the user share
/// are not known and zero.
///
/// @param nanos of all threads
/// @param userTicks in the program
/// @param systemTicks in the kernel
record Usage(long nanos, long userTicks, long systemTicks) {
  /// Where user and system time stand behind the name in `/proc/PID/stat`.
  private static final int USER_FIELD = 11;

  static Usage of(long process) throws IOException {
    long nanos =
        ProcessHandle.of(process)
            .flatMap(handle -> handle.info().totalCpuDuration())
            .map(Duration::toNanos)
            .orElse(0L);
    var stat = Path.of("/proc", Long.toString(process), "stat");
    if (!Files.exists(stat)) {
      return new Usage(nanos, 0, 0);
    }
    String text = Files.readString(stat);
    List<String> fields = List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
    return new Usage(
        nanos, Long.parseLong(fields.get(USER_FIELD)), Long.parseLong(fields.get(USER_FIELD + 1)));
  }

  Usage since(Usage before) {
    return new Usage(
        nanos - before.nanos, userTicks - before.userTicks, systemTicks - before.systemTicks);
  }
}

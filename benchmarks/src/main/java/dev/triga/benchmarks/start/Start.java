package dev.triga.benchmarks.start;

import dev.triga.benchmarks.harness.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// One start.
///
/// @param millis from the call until it ran
/// @param cpuMillis what its process had computed by then; not a number for a thread
/// @param residentMib what its process held after the rest; not a number for a thread
public record Start(double millis, double cpuMillis, double residentMib) {
  private static final double TICK_MILLIS = 10;
  private static final double KIB_PER_MIB = 1024;

  /// One without a process of its own.
  static Start ofThread(double millis) {
    return new Start(millis, Double.NaN, Double.NaN);
  }

  /// Looks at a process that has just started, and again after a rest.
  static Start ofProcess(double millis, long pid, Duration rest) {
    double cpuMillis = cpuMillis(pid);
    pause(rest);
    return new Start(millis, cpuMillis, residentMib(pid));
  }

  private static void pause(Duration rest) {
    long end = System.nanoTime() + rest.toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  /// User and system time, the 14th and 15th field; the second one may have blanks in it.
  private static double cpuMillis(long pid) {
    String line = read(pid, "stat");
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
  }

  private static double residentMib(long pid) {
    return read(pid, "status")
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow(() -> new Unavailable("process " + pid + " has ended"))
        / KIB_PER_MIB;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new Unavailable("process " + pid + " cannot be looked at: " + e.getMessage());
    }
  }
}

package dev.triga.benchmarks.servers;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/// How the harness talks to a server in a JVM: the first line on stdout is the port, `allocated` on
/// stdin is answered with the bytes allocated so far, `memory` with what is in use, and the end of
/// stdin ends the process.
final class ControlLine {
  /// The serial collector leaves up to a twentieth of the heap as it is, dead or not, in three
  /// collections of four, and what cleaners let go of is freed by the one after.
  private static final int COLLECTIONS = 5;

  private ControlLine() {}

  /// Says that there is nothing to measure here, and why, and ends the process.
  static void skip(String reason) {
    System.out.println("skip " + reason);
    System.exit(0);
  }

  /// Says that the server listens and answers until stdin ends; then ends the process. Runs on a
  /// thread that serves nothing, so that what it allocates itself can be left out.
  static void serve(int port) throws IOException {
    serve(port, () -> 0);
  }

  /// Likewise.
  ///
  /// @param moreDirect direct memory that the JVM does not know of
  static void serve(int port, LongSupplier moreDirect) throws IOException {
    System.out.println(port);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("allocated")) {
        System.out.println(allocatedByOthers());
      } else if (line.equals("memory")) {
        System.out.println(memory(moreDirect));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /// Bytes on the heap after a collection, in direct buffers, and resident.
  private static String memory(LongSupplier moreDirect) throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    long direct =
        moreDirect.getAsLong()
            + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    return heap + " " + direct + " " + residentBytes();
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  private static long allocatedByOthers() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long own = Thread.currentThread().threadId();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      if (id != own) {
        sum += Math.max(0, threads.getThreadAllocatedBytes(id));
      }
    }
    return sum;
  }
}

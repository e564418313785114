package dev.triga.benchmarks.servers;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/// How the harness talks to a server in a JVM: the first line on stdout is the port, `allocated` on
/// stdin is answered with the bytes allocated so far, and the end of stdin ends the process.
final class ControlLine {
  private ControlLine() {}

  /// Says that there is nothing to measure here, and why, and ends the process.
  static void skip(String reason) {
    System.out.println("skip " + reason);
    System.exit(0);
  }

  /// Says that the server listens and answers until stdin ends; then ends the process. Runs on a
  /// thread that serves nothing, so that what it allocates itself can be left out.
  static void serve(int port) throws IOException {
    System.out.println(port);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("allocated")) {
        System.out.println(allocatedByOthers());
      }
    }
    Runtime.getRuntime().halt(0);
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

package dev.triga.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Loads an HTTP server with `wrk`, with the options and the result line of the C program: the mode
/// is the path, the depth is how many requests go ahead, and the size is how many bytes of fields
/// each request has beside the usual ones. With `--gate` the connections have one request each and
/// are idle then, without `wrk`.
public final class WrkMain {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(ms|s|m)");
  private static final Pattern P50 = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern MAX =
      Pattern.compile("Latency\\s+\\S+\\s+\\S+\\s+([0-9.]+)(us|ms|s)");

  private WrkMain() {}

  /// Runs one window. The end of standard input is nothing to it: `wrk` ends by itself.
  public static void main(String[] args) throws Exception {
    List<String> options = List.of(args);
    String path = of(options, "--mode");
    if (options.contains("--gate")) {
      IdleRequests.hold(
          Integer.parseInt(of(options, "--port")),
          path,
          Integer.parseInt(of(options, "--connections")));
      return;
    }
    long server = Long.parseLong(of(options, "--watch"));
    double seconds = Double.parseDouble(of(options, "--seconds"));
    Path script = Files.createTempFile("triga-bench", ".lua");
    try {
      Files.writeString(
          script,
          script(
              path,
              Integer.parseInt(of(options, "--depth")),
              Integer.parseInt(of(options, "--size"))));
      List<String> command =
          List.of(
              "wrk",
              "-t1",
              "-c" + of(options, "--connections"),
              "-d" + (int) Math.ceil(seconds) + "s",
              "--timeout",
              "10s",
              "--latency",
              "-s",
              script.toString(),
              "http://127.0.0.1:" + of(options, "--port") + path);
      Usage before = Usage.of(server);
      String said = run(command);
      print(said, Usage.of(server).since(before));
    } finally {
      Files.delete(script);
    }
  }

  private static String of(List<String> options, String name) {
    int at = options.indexOf(name);
    if (at < 0 || at + 1 >= options.size()) {
      throw new IllegalArgumentException("Option " + name + " is missing");
    }
    return options.get(at + 1);
  }

  /// Requests are made once: `wrk` is to measure the server.
  private static String script(String path, int depth, int fieldBytes) {
    var lines = new ArrayList<String>();
    for (int i = 0; i * 1000 < fieldBytes; i++) {
      lines.add("wrk.headers['X-Filler-" + i + "'] = string.rep('x', 1000)");
    }
    lines.add("init = function(args)");
    lines.add("  local one = wrk.format('GET', '" + path + "')");
    lines.add("  ahead = string.rep(one, " + depth + ")");
    lines.add("end");
    lines.add("request = function() return ahead end");
    return String.join("\n", lines) + "\n";
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      wrk.getOutputStream().close();
      String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (wrk.waitFor() != 0 || said.contains("Non-2xx") || said.contains("Socket errors")) {
        throw new IllegalStateException("wrk says: " + said.replace('\n', ' '));
      }
      return said;
    } finally {
      wrk.destroyForcibly();
    }
  }

  private static void print(String said, Usage used) {
    double seconds = figure(REQUESTS, said, 2) / 1e6;
    double operations = figure(Pattern.compile("(\\d+) requests in"), said, 1);
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"operations\":%.0f,\"perSecond\":%.1f,\"p50Micros\":%.1f,\"p99Micros\":%.1f,"
                + "\"maxMicros\":%.1f,\"cpuNanos\":%d,\"userTicks\":%d,\"systemTicks\":%d}",
            operations,
            operations / seconds,
            figure(P50, said, 1),
            figure(P99, said, 1),
            figure(MAX, said, 1),
            used.nanos(),
            used.userTicks(),
            used.systemTicks()));
  }

  /// A number, in microseconds where a unit follows.
  private static double figure(Pattern pattern, String said, int group) {
    var found = pattern.matcher(said);
    if (!found.find()) {
      throw new IllegalStateException("wrk says: " + said.replace('\n', ' '));
    }
    double value = Double.parseDouble(found.group(group));
    if (found.groupCount() == group) {
      return value;
    }
    return switch (found.group(group + 1)) {
      case "m" -> value * 60e6;
      case "s" -> value * 1e6;
      case "ms" -> value * 1e3;
      default -> value;
    };
  }
}

package dev.triga.benchmarks.load;

import java.util.HashMap;
import java.util.Map;

/// What one run does; the options are those of the C program, and `--tls`.
///
/// @param connects whether each operation is a connection of its own, else echoes on standing ones
/// @param port where the server listens on the loopback address
/// @param connections how many at once
/// @param depth messages in flight on each
/// @param size bytes of a message
/// @param seconds length of the measured window
/// @param ramp seconds of load before it
/// @param watched the process whose processor time is reported
/// @param gated whether to wait for a line on stdin before the window and after it
/// @param tls whether to speak TLS
record LoadSettings(
    boolean connects,
    int port,
    int connections,
    int depth,
    int size,
    double seconds,
    double ramp,
    long watched,
    boolean gated,
    boolean tls) {

  static LoadSettings parse(String[] args) {
    Map<String, String> options = new HashMap<>();
    boolean gated = false;
    boolean tls = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--gate")) {
        gated = true;
      } else if (args[i].equals("--tls")) {
        tls = true;
      } else if (i + 1 < args.length) {
        options.put(args[i], args[++i]);
      } else {
        throw new IllegalArgumentException("Option " + args[i] + " needs a value");
      }
    }
    String mode = options.getOrDefault("--mode", "");
    if (!mode.equals("echo") && !mode.equals("connect")) {
      throw new IllegalArgumentException("Mode " + mode + " is neither echo nor connect");
    }
    return new LoadSettings(
        mode.equals("connect"),
        Integer.parseInt(options.getOrDefault("--port", "0")),
        Integer.parseInt(options.getOrDefault("--connections", "1")),
        Integer.parseInt(options.getOrDefault("--depth", "1")),
        Integer.parseInt(options.getOrDefault("--size", "64")),
        Double.parseDouble(options.getOrDefault("--seconds", "3")),
        Double.parseDouble(options.getOrDefault("--ramp", "0.3")),
        Long.parseLong(options.getOrDefault("--watch", "0")),
        gated,
        tls);
  }
}

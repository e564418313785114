package dev.triga.benchmarks.harness;

import dev.triga.benchmarks.load.LoadMain;
import dev.triga.benchmarks.load.WrkMain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts servers under load, each time from a fresh process with fresh connections. For one thread.
public final class LoadGenerator {
  private static final Duration SLACK = Duration.ofSeconds(30);

  /// A cold JVM would measure its own start.
  private static final double JVM_RAMP_SECONDS = 2;

  private final List<String> program;
  private final double rampSeconds;
  private final String title;

  private LoadGenerator(List<String> program, double rampSeconds, String title) {
    this.program = program;
    this.rampSeconds = rampSeconds;
    this.title = title;
  }

  /// The C program, or a JVM where it could not be compiled.
  ///
  /// @param effort says how long each window is loaded before it counts; a JVM needs more, unless
  ///   that is so short that the figures cannot matter
  public static LoadGenerator of(NativePrograms programs, Effort effort) {
    try {
      return new LoadGenerator(
          List.of(programs.loadGenerator().toString()), effort.rampSeconds(), "a C program");
    } catch (Unavailable e) {
      return ofJvm(effort, "a JVM: " + e.getMessage());
    }
  }

  /// The JVM, whether there is a compiler or not.
  ///
  /// @param title what [#title()] answers
  public static LoadGenerator ofJvm(Effort effort, String title) {
    boolean matters = effort.rampSeconds() >= Effort.FULL.rampSeconds();
    return new LoadGenerator(
        ChildJvm.command(effort.jvmOptions(), LoadMain.class),
        matters ? JVM_RAMP_SECONDS : effort.rampSeconds(),
        title);
  }

  /// A JVM that speaks TLS 1.3 to the servers, with one cipher suite, and trusts them all; nothing
  /// is resumed.
  public static LoadGenerator ofTls(Effort effort) {
    var plain = ofJvm(effort, "a JVM, TLS_AES_128_GCM_SHA256");
    var program = new ArrayList<>(plain.program);
    program.add("--tls");
    return new LoadGenerator(List.copyOf(program), plain.rampSeconds, plain.title);
  }

  /// `wrk`, which loads HTTP servers: the mode of a shape is the path, its size how many bytes of
  /// fields a request has beside the usual ones. It loads for whole seconds, all of them counted.
  ///
  /// @throws Unavailable if it is not on the `PATH`
  public static LoadGenerator ofWrk(Effort effort) {
    if (ProgramPath.find("wrk").isEmpty()) {
      throw new Unavailable("no wrk on PATH (Debian's package is called wrk, too)");
    }
    return new LoadGenerator(
        ChildJvm.command(effort.jvmOptions(), WrkMain.class), 0, "wrk, one thread");
  }

  /// What generates the load, in a few words.
  public String title() {
    return title;
  }

  /// Loads the server for a window and reports what it saw.
  ///
  /// @throws Unavailable if the server does not answer as an echo does
  public Window run(RunningServer server, LoadShape shape, double seconds) {
    try (Child load = start(server, shape, seconds)) {
      return Window.parse(load.readLine(patience(seconds)));
    }
  }

  /// Bytes that the server allocates on its heap for each operation: its own count is read while
  /// nothing is in flight, before the window and after it, with the connections open.
  ///
  /// @throws Unavailable if the server does not answer as an echo does
  public double allocatedPerOperation(RunningServer server, LoadShape shape, double seconds) {
    try (Child load = start(server, shape, seconds, "--gate")) {
      load.readLine(patience(seconds));
      long before = server.allocatedBytes();
      load.writeLine("go");
      Window window = Window.parse(load.readLine(patience(seconds)));
      long after = server.allocatedBytes();
      load.writeLine("over");
      return (double) (after - before) / window.operations();
    }
  }

  /// What each connection adds to the server's memory, once it has had an echo and is idle.
  ///
  /// @throws Unavailable if the server does not answer as an echo does
  public MemoryUse memoryPerConnection(RunningServer server, LoadShape shape, double seconds) {
    MemoryUse before = server.memory();
    try (Child load = start(server, shape, seconds, "--gate")) {
      load.readLine(patience(seconds));
      MemoryUse idle = server.memory();
      load.writeLine("go");
      load.readLine(patience(seconds));
      load.writeLine("over");
      return idle.since(before, shape.connections());
    }
  }

  private Child start(RunningServer server, LoadShape shape, double seconds, String... more) {
    var command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--mode", shape.mode(),
            "--port", Integer.toString(server.port()),
            "--connections", Integer.toString(shape.connections()),
            "--depth", Integer.toString(shape.depth()),
            "--size", Integer.toString(shape.size()),
            "--seconds", String.format(Locale.ROOT, "%.3f", seconds),
            "--ramp", String.format(Locale.ROOT, "%.3f", rampSeconds),
            "--watch", Long.toString(server.pid())));
    command.addAll(List.of(more));
    return Child.start(Processors.forLoad(command));
  }

  private Duration patience(double seconds) {
    return SLACK.plusMillis((long) ((seconds + rampSeconds) * 1000));
  }
}

package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.Drivers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A program in a process of its own, with what it prints. Closing it kills it.
final class Launched implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final String LOOPBACK = "tcp:127.0.0.1:";
  private static final String PAGE = "status page at ";
  private static final long END_SECONDS_MAX = 30;

  /// A program that runs for a second has nothing of the second compiler, nor of a collector with
  /// threads of its own; without them it starts on half the processor time.
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Process process;
  private final BufferedReader out;
  private final List<Integer> ports = new ArrayList<>();
  private final List<String> endpoints = new ArrayList<>();
  private String page = "";

  private Launched(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /// `./triga` with these arguments.
  static Launched triga(String... args) throws IOException {
    return script("exec \"$0\" \"$@\"", args);
  }

  /// A script of sh, with the launcher as `$0` and the arguments as `$@`.
  static Launched script(String script, String... args) throws IOException {
    Path root = Path.of(System.getProperty("triga.root", ".."));
    List<String> command = new ArrayList<>(List.of("sh", "-c", script));
    command.add(root.resolve("triga").toAbsolutePath().toString());
    command.addAll(List.of(args));
    return command(command);
  }

  /// Any command.
  static Launched command(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("TRIGA_JAVA_OPTS", QUICK_START);
    return new Launched(builder.start());
  }

  /// Reads up to the line `ready`, and checks that only `listening on` comes before it.
  Launched untilReady() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("ready")) {
        return this;
      }
      assertThat(line).startsWith(LISTENING);
      String endpoint = line.substring(LISTENING.length());
      endpoints.add(endpoint);
      if (endpoint.startsWith(LOOPBACK)) {
        ports.add(Integer.parseInt(endpoint.substring(LOOPBACK.length())));
      }
    }
    throw new AssertionError("It ended before it was ready: " + standardError());
  }

  /// Where the status page is, with its token: reads up to the line that says so.
  String page() throws IOException {
    while (page.isEmpty()) {
      String line = line();
      page = line.startsWith(PAGE) ? line.substring(PAGE.length()) : "";
    }
    return page;
  }

  /// The endpoints that it has announced.
  List<String> endpoints() {
    return List.copyOf(endpoints);
  }

  /// The TCP ports that it has announced.
  List<Integer> ports() {
    return List.copyOf(ports);
  }

  /// The first endpoint.
  InetSocketAddress connectAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.getFirst());
  }

  /// Connects to the first port.
  Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), ports.getFirst());
  }

  long pid() {
    return process.pid();
  }

  /// The processes of its workers: those of its children that run what workers do, but for the one
  /// that makes the AOT cache, which serves nobody. One that is about to begin, or has ended and
  /// was not reaped, has another command line or none.
  List<ProcessHandle> workers() {
    return ProcessHandle.of(pid()).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> isWorker(child.info().commandLine().orElse("")))
        .toList();
  }

  private static boolean isWorker(String command) {
    return command.contains("WorkerMain") && !command.contains("-XX:AOTCacheOutput=");
  }

  /// Their numbers.
  Set<Long> workerPids() {
    return workers().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /// Reads the next line of standard output.
  String line() throws IOException {
    String line = out.readLine();
    assertThat(line).as("a further line of output").isNotNull();
    return line;
  }

  /// Reads what `triga reactors` says: a line for each driver, a star before the one it would take.
  List<String> drivers() throws Exception {
    var lines = new ArrayList<String>();
    for (int i = 0; i < Drivers.all().size(); i++) {
      lines.add(line());
    }
    endsInOrder();
    assertThat(lines).filteredOn(line -> line.startsWith("* ")).hasSize(1);
    return lines;
  }

  void signal(String name) throws IOException, InterruptedException {
    signal(name, pid());
  }

  static void signal(String name, long pid) throws IOException, InterruptedException {
    // Below zero are groups, for which kill has to be asked otherwise.
    assertThat(pid).isPositive();
    kill("-" + name, Long.toString(pid));
  }

  /// To all processes of the group that this one leads.
  void signalGroup(String name) throws IOException, InterruptedException {
    // Without the two dashes kill of procps 4.0 reads one digit of the number: -1 is everybody.
    kill("-" + name, "--", "-" + pid());
  }

  private static void kill(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).start().waitFor()).as("exit code of kill").isZero();
  }

  /// Waits for the end, and checks that nothing more was printed on standard output.
  ///
  /// @return the exit code
  int end() throws IOException, InterruptedException {
    assertThat(process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(out.readLine()).as("further output").isNull();
    return process.exitValue();
  }

  /// Checks that it ends with 0 and has said nothing on standard error.
  void endsInOrder() throws IOException, InterruptedException {
    int exit = end();
    assertThat(standardError()).as("standard error").isEmpty();
    assertThat(exit).as("exit code").isZero();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// All of standard error, when it has ended.
  String standardError() throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.Availability;
import dev.triga.reactor.Signal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sun.misc.SignalHandler;

class JvmSignalsTest {
  private static final String READY = "ready";

  private final JvmSignals signals =
      new JvmSignals(name -> null, name -> Availability.no("this test resets nothing"));

  @ParameterizedTest
  @EnumSource(
      value = Signal.class,
      names = {"HUP", "INT", "TERM", "USR1", "TTIN", "TTOU", "CHLD", "WINCH"})
  void aRealSignalArrives(Signal signal) throws InterruptedException {
    var arrived = new CountDownLatch(1);
    Runnable restore;
    try {
      restore = signals.install(signal, arrived::countDown);
    } catch (UnsupportedOperationException e) {
      Assumptions.abort(e.getMessage()); // Whoever started the tests has it ignored.
      return;
    }
    try {
      sun.misc.Signal.raise(new sun.misc.Signal(signal.name()));
      assertTrue(arrived.await(10, TimeUnit.SECONDS));
    } finally {
      restore.run();
    }
  }

  @Test
  void theDispositionFromBeforeIsRestored() {
    var number = new sun.misc.Signal("USR1");
    SignalHandler mine = arrived -> {};
    SignalHandler first = sun.misc.Signal.handle(number, mine);
    try {
      signals.install(Signal.USR1, () -> {}).run();
      assertSame(mine, sun.misc.Signal.handle(number, first));
    } finally {
      sun.misc.Signal.handle(number, first);
    }
  }

  @Test
  void usr2NeedsTheJvmToSuspendItsThreadsInAnotherWay() {
    var e =
        assertThrows(
            UnsupportedOperationException.class, () -> signals.install(Signal.USR2, () -> {}));
    assertTrue(e.getMessage().contains("_JAVA_SR_SIGNUM=40"), e.getMessage());
  }

  @Test
  void aSignalStopsAProgramAndASecondIntEndsItWith130() throws Exception {
    try (var program = Program.started("exec \"$@\"")) {
      Assumptions.assumeTrue(
          program.log().isEmpty(),
          "whoever started the tests has INT ignored, and so have children");
      program.signal("INT");
      assertEquals("stop", program.line());
      program.signal("INT");
      assertEquals("halt 130", program.line());
    }
  }

  @Test
  void anIgnoredIntThatNobodyResetsIsLeftAloneAndTheReasonLogged() throws Exception {
    try (var program = Program.started("trap '' INT; exec \"$@\"")) {
      program.signal("INT");
      program.signal("TERM");
      assertEquals("stop", program.line());
      assertTrue(program.log().stream().anyMatch(l -> l.contains("signal INT cannot be had")));
    }
  }

  /// What the child process runs: a table of signals over the real ones, and nothing else.
  static final class Main {
    private static final CountDownLatch END = new CountDownLatch(1);

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
      var turn = new ManualTurn();
      var log = NamedLog.ofReactor("r", turn, InstantSource.system());
      var table =
          new SignalTable(
              "r",
              turn,
              turn,
              log,
              () -> System.out.println("stop"),
              halt -> System.out.println("halt " + halt.exitCode()),
              new SignalHub(
                  new JvmSignals(
                      System::getenv, name -> Availability.no("nobody here resets it"))));
      table.installDefaults();
      log.history().forEach(entry -> System.out.println("log " + entry.message()));
      System.out.println(SignalTable.isMainThread(Thread.currentThread()) ? READY : "not main");
      // Ends by itself, so that no failure of the test leaves it behind.
      var unused = END.await(20, TimeUnit.SECONDS);
    }
  }

  /// A child JVM, started through the shell.
  private record Program(Process process, BufferedReader output, List<String> log)
      implements AutoCloseable {
    static Program started(String script) throws IOException {
      Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var process =
          new ProcessBuilder(
                  "/bin/sh", "-c", script, "sh", java, "-cp", locations(), Main.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var output = process.inputReader(StandardCharsets.UTF_8);
      var log = new ArrayList<String>();
      for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
        assertFalse(line == null, "the program ended early");
        log.add(line);
      }
      return new Program(process, output, log);
    }

    /// Where the classes of the module and of its tests are, however they were loaded.
    private static String locations() {
      return location(JvmSignals.class) + File.pathSeparator + location(JvmSignalsTest.class);
    }

    private static String location(Class<?> type) {
      String resource = type.getName().replace('.', '/') + ".class";
      String url = String.valueOf(type.getClassLoader().getResource(resource));
      return Path.of(URI.create(url.substring(0, url.length() - resource.length()))).toString();
    }

    void signal(String name) throws IOException, InterruptedException {
      var kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
              .inheritIO()
              .start();
      assertEquals(0, kill.waitFor());
    }

    String line() throws IOException {
      return String.valueOf(output.readLine());
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}

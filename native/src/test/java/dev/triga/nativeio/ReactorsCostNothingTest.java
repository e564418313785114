package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A reactor with nothing to do does nothing, and one that is closed has never been.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReactorsCostNothingTest {
  private static final boolean NIGHTLY = Boolean.getBoolean("triga.nightly");
  private static final int REACTORS = NIGHTLY ? 10_000 : 100;

  /// Fills the pools of freed buffers and memory, and loads what is loaded once.
  private static final int REACTORS_AT_FIRST = 20;

  /// Every so many reactors one has a connection.
  private static final int REACTORS_PER_CONNECTION = 10;

  private static final String NAME = "idle-";
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration FAR = Duration.ofHours(1);

  static Stream<String> drivers() {
    return Drivers.all().stream()
        .map(DriverProvider::name)
        .filter(name -> !name.equals("memory"))
        .sorted();
  }

  private static boolean isAvailable(String driver) {
    if (driver.equals("kqueue")) {
      KqueueDouble.require();
    }
    return Drivers.all().stream()
        .anyMatch(provider ->
            provider.name().equals(driver)
                && provider.availability() instanceof Availability.Available);
  }

  /// All at once, so that it takes one second: each has a port, a connection that says nothing and
  /// a call that is far away.
  @Test
  void anIdleReactorDoesNotWakeUp() throws Exception {
    List<Reactor> reactors = new ArrayList<>();
    List<Socket> clients = new ArrayList<>();
    try {
      for (String driver : drivers().filter(ReactorsCostNothingTest::isAvailable).toList()) {
        Reactor reactor = Reactor.builder().driver(driver).name(NAME + driver).open();
        reactors.add(reactor);
        CountDownLatch accepted = new CountDownLatch(1);
        var port = listen(reactor, accepted);
        reactor.schedule(FAR, () -> {});
        reactor.start();
        clients.add(new Socket(port.getAddress(), port.getPort()));
        accepted.await();
      }
      oneSecond();
      Map<String, Long> before = switches();
      assertThat(before).hasSameSizeAs(reactors);
      oneSecond();
      assertThat(switches()).as("waits that have ended, by thread").isEqualTo(before);
    } finally {
      // An orderly end would wait for clients that say nothing.
      for (Socket client : clients) {
        client.close();
      }
      reactors.forEach(Reactor::close);
    }
  }

  /// Lets a second of real time go by, which is what the promise is about.
  private static void oneSecond() {
    try (Reactor clock = Reactor.builder().driver("nio").name("clock").open()) {
      clock.schedule(Duration.ofSeconds(1), clock::stop);
      clock.run();
    }
  }

  /// How often each reactor's thread has been put on a processor or taken off it.
  private static Map<String, Long> switches() throws IOException {
    Map<String, Long> switches = new HashMap<>();
    try (Stream<Path> threads = Files.list(THREADS)) {
      for (Path thread : threads.toList()) {
        List<String> status = Files.readAllLines(thread.resolve("status"));
        String name = after(status.getFirst());
        if (name.startsWith(NAME)) {
          switches.put(
              name,
              status.stream()
                  .filter(line -> line.contains("voluntary_ctxt_switches"))
                  .mapToLong(line -> Long.parseLong(after(line)))
                  .sum());
        }
      }
    }
    return switches;
  }

  private static String after(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void manyReactorsOpenedAndClosedLeaveNothing(String driver) throws Exception {
    assumeTrue(isAvailable(driver), driver + " is not available here");
    openAndClose(driver, REACTORS_AT_FIRST);
    long buffers = directBuffers();
    long descriptors = entries(Path.of("/proc/self/fd"));
    long threads = threads();
    long begun = System.nanoTime();
    List<Teardown> teardowns = openAndClose(driver, REACTORS);
    if (NIGHTLY) {
      System.out.printf(
          "%d reactors on %s opened, run and closed in %d ms;"
              + " teardown took %.2f ms (median), %.2f ms (99 of 100); the longest %s%n",
          REACTORS,
          driver,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
          teardowns.get(REACTORS / 2).nanos / 1e6,
          teardowns.get(REACTORS - REACTORS / 100).nanos / 1e6,
          teardowns.subList(REACTORS - 3, REACTORS));
    }
    assertThat(directBuffers()).as("direct buffers").isEqualTo(buffers);
    assertThat(entries(Path.of("/proc/self/fd"))).as("descriptors").isEqualTo(descriptors);
    // The thread of the last one that was started may still be on its way out.
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (threads() > threads && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertThat(threads()).as("threads").isLessThanOrEqualTo(threads);
  }

  /// How long a closing took, and how much of that its thread had a processor or waited for one;
  /// the rest is what it waited for the thread of a reactor that was started, or for the kernel.
  private record Teardown(boolean isStarted, long nanos, long runNanos, long delayNanos) {
    @Override
    public String toString() {
      return "%.1f ms (%.1f on a processor, %.1f waiting for one%s)"
          .formatted(
              nanos / 1e6, runNanos / 1e6, delayNanos / 1e6, isStarted ? ", of a thread's" : "");
    }
  }

  /// Returns what each closing took, the shortest first.
  private static List<Teardown> openAndClose(String driver, int count) throws Exception {
    List<Teardown> teardowns = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Reactor reactor = Reactor.builder().driver(driver).open();
      CountDownLatch accepted = new CountDownLatch(1);
      var port = listen(reactor, accepted);
      if (number % REACTORS_PER_CONNECTION == 0) {
        reactor.start();
        try (Socket client = new Socket(port.getAddress(), port.getPort())) {
          // What ends first leaves an address that cannot be used for a minute, unless by a reset.
          client.setSoLinger(true, 0);
          accepted.await();
        }
        teardowns.add(closing(reactor, true));
      } else {
        reactor.execute(reactor::crash);
        reactor.run();
        teardowns.add(closing(reactor, false));
      }
    }
    teardowns.sort(Comparator.comparingLong(Teardown::nanos));
    return teardowns;
  }

  private static Teardown closing(Reactor reactor, boolean isStarted) throws IOException {
    long[] before = scheduling();
    long begun = System.nanoTime();
    reactor.close();
    long nanos = System.nanoTime() - begun;
    long[] after = scheduling();
    return new Teardown(isStarted, nanos, after[0] - before[0], after[1] - before[1]);
  }

  /// For how many nanoseconds this thread has had a processor, and waited for one.
  private static long[] scheduling() throws IOException {
    String[] numbers = Files.readString(Path.of("/proc/thread-self/schedstat")).strip().split(" ");
    return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1])};
  }

  private static InetSocketAddress listen(Reactor reactor, CountDownLatch accepted) {
    ProtocolFactory<Protocol> silent =
        transport -> {
          accepted.countDown();
          return new Protocol() {};
        };
    ListeningPort port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), silent);
    return (InetSocketAddress) port.localAddress();
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  /// Without the watchdog, which ends a little after the last reactor that it watches.
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().equals("triga-watchdog"))
        .count();
  }

  private static long directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getCount)
        .sum();
  }
}

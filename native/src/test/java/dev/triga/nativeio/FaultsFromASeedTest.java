package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Faults;
import dev.triga.nativeio.uring.NeedsRing;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.testing.Gen;
import dev.triga.testing.Seed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any call of an echo server fails with any error number that it may have, as a seed says: every
/// connection ends once, the loop lives, and nothing is left open.
@Tag("faults")
@EnabledOnOs(OS.LINUX)
class FaultsFromASeedTest {
  private static final int SEEDS = Boolean.getBoolean("triga.nightly") ? 400 : 3;
  private static final int CONNECTIONS = 16;
  private static final int CALLS_PER_FAULT = 6;
  private static final int PATIENCE_MILLIS = 10_000;

  /// What each function may fail with. A call that closes or shuts down cannot fail in a way that
  /// anybody could do something about; a connect that a signal interrupts goes on by itself, which
  /// one that was never made would not.
  private static final Map<String, int[]> ERRORS =
      Map.ofEntries(
          Map.entry(
              "accept4",
              new int[] {
                Errno.EMFILE,
                Errno.ENFILE,
                Errno.ENOMEM,
                Errno.ENOBUFS,
                Errno.ECONNABORTED,
                Errno.EINTR
              }),
          Map.entry(
              "recv", new int[] {Errno.EINTR, Errno.ECONNRESET, Errno.ETIMEDOUT, Errno.ENOMEM}),
          Map.entry(
              "send",
              new int[] {
                Errno.EINTR,
                Errno.EPIPE,
                Errno.ECONNRESET,
                Errno.ENOBUFS,
                Errno.ENOMEM,
                Faults.PARTLY
              }),
          Map.entry("sendmsg", new int[] {Errno.EINTR, Errno.EPIPE, Errno.ENOBUFS}),
          Map.entry("close", new int[] {Errno.EINTR, Errno.EIO}),
          Map.entry("shutdown", new int[] {Errno.ENOTCONN}),
          Map.entry("setsockopt", new int[] {Errno.ENOMEM, Errno.EINVAL}),
          Map.entry("getsockopt", new int[] {Errno.ENOBUFS}),
          Map.entry("getsockname", new int[] {Errno.ENOBUFS}),
          Map.entry("epoll_ctl", new int[] {Errno.ENOMEM}),
          Map.entry("epoll_wait", new int[] {Errno.EINTR}),
          Map.entry("epoll_pwait2", new int[] {Errno.EINTR}),
          Map.entry("poll", new int[] {Errno.EINTR, Errno.ENOMEM}),
          Map.entry("ppoll", new int[] {Errno.EINTR, Errno.ENOMEM}),
          Map.entry("pselect", new int[] {Errno.EINTR, Errno.ENOMEM}),
          Map.entry("kevent", new int[] {Errno.EINTR, Errno.ENOMEM}),
          Map.entry("read", new int[] {Errno.EINTR}),
          Map.entry(
              "io_uring_enter", new int[] {Errno.EINTR, Errno.EAGAIN, Errno.EBUSY, Errno.ENOMEM}),
          Map.entry(
              "uring_accept",
              new int[] {
                Errno.EMFILE,
                Errno.ENFILE,
                Errno.ENOMEM,
                Errno.ENOBUFS,
                Errno.ECONNABORTED,
                Errno.ECANCELED,
                Errno.EAGAIN,
                Errno.EINTR
              }),
          Map.entry("uring_accept_goes_on", new int[] {Faults.PARTLY}),
          Map.entry(
              "uring_recv",
              new int[] {
                Errno.ENOBUFS,
                Errno.ECANCELED,
                Errno.EAGAIN,
                Errno.EINTR,
                Errno.ECONNRESET,
                Errno.ETIMEDOUT,
                Errno.ENOMEM
              }),
          Map.entry("uring_recv_goes_on", new int[] {Faults.PARTLY}),
          Map.entry("uring_poll", new int[] {Errno.ECANCELED, Errno.ENOMEM, Errno.EAGAIN}),
          Map.entry("open", new int[] {Errno.EMFILE, Errno.ENFILE}));

  /// The connections of the server: each begins once and ends once.
  private static final class Echo implements Protocol {
    private final Transport transport;
    private final AtomicInteger open;
    private boolean ended;

    Echo(Transport transport, AtomicInteger open) {
      this.transport = transport;
      this.open = open;
    }

    @Override
    public void connectionMade() {
      open.incrementAndGet();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }

    @Override
    public void connectionLost(CloseReason reason) {
      assertThat(ended).isFalse();
      ended = true;
      open.decrementAndGet();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "poll", "select", "kqueue"})
  void whateverFailsTheServerLivesAndForgetsNothing(String driver) throws Exception {
    if (driver.equals("kqueue")) {
      KqueueDouble.require();
    } else if (driver.equals("io_uring")) {
      NeedsRing.check();
      NeedsRing.checkFaults();
    }
    warmUp(driver);
    Seed first = Seed.fresh();
    for (int count = 0; count < SEEDS; count++) {
      Seed seed = new Seed(first.value() + count);
      try {
        serve(driver, seed);
      } catch (AssertionError | Exception e) {
        throw new AssertionError(driver + " with " + seed + ": " + e.getMessage(), e);
      } finally {
        Faults.follow(null);
      }
    }
  }

  /// What a first reactor and its first connection make stays: recycled memory, linked calls, and
  /// the jars that classes come from.
  private static void warmUp(String driver) {
    try (Reactor reactor = Reactor.builder().driver(driver).open()) {
      InetSocketAddress address = listen(reactor, new AtomicInteger());
      byte[] bytes = new byte[100_000];
      assertThat(exchange(address, bytes)).isEqualTo(bytes);
    }
  }

  private static InetSocketAddress listen(Reactor reactor, AtomicInteger open) {
    ListeningPort port =
        reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), it -> new Echo(it, open));
    reactor.start();
    return (InetSocketAddress) port.localAddress();
  }

  private static void serve(String driver, Seed seed) throws Exception {
    int before = openDescriptors();
    AtomicInteger open = new AtomicInteger();
    try (Reactor reactor = Reactor.builder().driver(driver).open()) {
      InetSocketAddress address = listen(reactor, open);
      Gen gen = new Gen(seed);
      RandomGenerator random = seed.random();
      Faults.follow(function -> errno(function, random));
      for (int count = 0; count < CONNECTIONS; count++) {
        exchange(address, gen.bytes(100_000));
      }
      Faults.follow(null);
      byte[] last = gen.bytes(100_000);
      assertThat(Arrays.equals(exchange(address, last), last)).as("echo after the faults").isTrue();
      eventually(() -> open.get() == 0);
    }
    assertThat(openDescriptors()).isEqualTo(before);
  }

  private static int errno(String function, RandomGenerator random) {
    int[] errors = ERRORS.get(function);
    // Half of the requests end with their first completion, so that there are others to fail.
    int oneOf = function.endsWith("_goes_on") ? 2 : CALLS_PER_FAULT;
    synchronized (random) {
      return errors != null && random.nextInt(oneOf) == 0
          ? errors[random.nextInt(errors.length)]
          : 0;
    }
  }

  /// Sends the bytes and reads until they are back or the server ends the connection; whichever it
  /// is, it does not take long.
  private static byte[] exchange(InetSocketAddress address, byte[] bytes) {
    byte[] back = new byte[bytes.length];
    int count = 0;
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      Thread sender =
          // Not a virtual one: the JDK would open descriptors for waiting.
          Thread.ofPlatform()
              .start(() -> {
                try {
                  socket.getOutputStream().write(bytes);
                } catch (IOException e) {
                  // The server has ended the connection, which the reader sees.
                }
              });
      try {
        while (count < bytes.length) {
          int more = socket.getInputStream().read(back, count, bytes.length - count);
          if (more < 0) {
            break;
          }
          count += more;
        }
      } finally {
        socket.close();
        sender.join();
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError(
          "the server neither answered nor ended the connection; " + count + " bytes came", e);
    } catch (IOException | InterruptedException e) {
      // A reset ends a connection as well.
    }
    return Arrays.copyOf(back, count);
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static int openDescriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return (int) descriptors.count();
    }
  }
}

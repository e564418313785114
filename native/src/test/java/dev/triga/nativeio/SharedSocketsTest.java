package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several reactors accept on one socket, as the worker processes of a server do: they take turns,
/// and what one of them does with its port does nothing to the others.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SharedSocketsTest {
  private static final boolean NIGHTLY = Boolean.getBoolean("triga.nightly");
  private static final int REACTORS = 3;
  private static final int CONNECTIONS = NIGHTLY ? 999 : 63;

  /// A third of an equal one: the first to look gets a connection while another one is busy.
  private static final int SHARE_MIN = CONNECTIONS / REACTORS / 3;

  private static final int COMINGS_AND_GOINGS = NIGHTLY ? 2_000 : 40;
  private static final int PATIENCE_MILLIS = 10_000;

  private final List<Worker> workers = new ArrayList<>();
  private Descriptor.Raw socket = new Descriptor.Raw(0);
  private InetSocketAddress address = new InetSocketAddress(0);
  private final List<AutoCloseable> open = new ArrayList<>();

  private static final class Worker {
    final Reactor reactor;
    int connections;

    Worker(Reactor reactor) {
      this.reactor = reactor;
    }

    /// Takes part in the socket.
    ListeningPort join(Descriptor.Raw socket) {
      Descriptor.Raw ours = OperatingSystem.current().duplicate(socket);
      return onTurn(() ->
          reactor.adoptPort(
              ours,
              ListenOptions.DEFAULT,
              transport -> {
                connections++;
                return new Echo(transport);
              }));
    }

    <T> T onTurn(Callable<T> action) {
      return reactor.submit(action).toCompletableFuture().join();
    }
  }

  private record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  private void prepare(String driver) {
    assumeTrue(
        Drivers.all().stream()
            .filter(provider -> provider.name().equals(driver))
            .map(DriverProvider::availability)
            .anyMatch(Availability.Available.class::isInstance),
        driver + " is not available here");
    // Who opened the socket never accepts on it, as the arbiter of a server does not: it never
    // runs.
    Reactor owner = Reactor.builder().driver(driver).open();
    open.add(owner);
    ListeningPort port =
        owner.listen(Endpoint.parse("tcp:127.0.0.1:0"), ListenOptions.DEFAULT, it -> null);
    address = (InetSocketAddress) port.localAddress();
    if (!(port.descriptor() instanceof Descriptor.Raw raw)) {
      throw new AssertionError("a native driver has descriptors with numbers");
    }
    socket = raw;
    for (int count = 0; count < REACTORS; count++) {
      Worker worker = new Worker(Reactor.builder().driver(driver).open().start());
      open.add(worker.reactor);
      workers.add(worker);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /// Connects, and has a byte echoed by whoever accepts.
  private void talk() throws IOException {
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      // What ends first leaves an address that cannot be used for a minute, unless by a reset.
      client.setSoLinger(true, 0);
    }
  }

  private void talk(int times) throws IOException {
    for (int count = 0; count < times; count++) {
      talk();
    }
  }

  private int connections(int worker) {
    Worker asked = workers.get(worker);
    return asked.onTurn(() -> asked.connections);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void connectionsAreTakenInTurns(String driver) throws Exception {
    prepare(driver);
    workers.forEach(worker -> worker.join(socket));
    talk(CONNECTIONS);
    int[] shares = {connections(0), connections(1), connections(2)};
    if (NIGHTLY) {
      System.out.println(
          driver + ": " + CONNECTIONS + " connections as " + Arrays.toString(shares));
    }
    assertThat(IntStream.of(shares).sum()).isEqualTo(CONNECTIONS);
    assertThat(IntStream.of(shares).min().orElseThrow()).isGreaterThanOrEqualTo(SHARE_MIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void whoeverPausesOrStopsLeavesTheSocketToTheOthers(String driver) throws Exception {
    prepare(driver);
    List<ListeningPort> ports = workers.stream().map(worker -> worker.join(socket)).toList();
    workers.get(0).onTurn(() -> ports.get(0).stopListening());
    workers
        .get(1)
        .onTurn(() -> {
          ports.get(1).pauseAccepting();
          return 0;
        });
    talk(CONNECTIONS);
    assertThat(connections(0) + connections(1)).isZero();
    assertThat(connections(2)).isEqualTo(CONNECTIONS);
    workers
        .get(1)
        .onTurn(() -> {
          ports.get(1).resumeAccepting();
          return 0;
        });
    talk(CONNECTIONS);
    assertThat(connections(1)).isPositive();
  }

  /// Nobody has accepted a connection when he stops listening that he does not serve then.
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void noConnectionIsLostWhileReactorsComeAndGo(String driver) throws Exception {
    prepare(driver);
    ListeningPort always = workers.get(0).join(socket);
    CompletableFuture<Void> coming =
        CompletableFuture.runAsync(() -> {
          for (int count = 0; count < COMINGS_AND_GOINGS; count++) {
            Worker worker = workers.get(1 + count % (REACTORS - 1));
            ListeningPort port = worker.join(socket);
            worker.onTurn(() -> worker.connections);
            worker.onTurn(port::stopListening);
          }
        });
    int served = 0;
    while (!coming.isDone()) {
      talk();
      served++;
    }
    coming.join();
    assertThat(connections(0) + connections(1) + connections(2)).isEqualTo(served);
    assertThat(always.localAddress()).isEqualTo(address);
  }
}

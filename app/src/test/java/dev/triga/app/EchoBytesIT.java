package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes come back as they were sent, on every driver, to clients that Triga has no part in.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoBytesIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("triga.nightly");

  /// Not quite a thousand at night, because select watches descriptors below 1 024.
  private static final int CONNECTIONS = NIGHTLY ? 900 : 100;

  private static final int BYTES = 1 << 20;

  /// All connections stand before the first byte is sent. Each sends other bytes, which are slices
  /// of one block, and compares what comes back piece by piece.
  private static final String PYTHON_CLIENT =
      """
      import asyncio, os, sys
      port, count, size = int(sys.argv[1]), int(sys.argv[2]), 1 << 20
      block = memoryview(os.urandom(size + count))
      async def one(number, reader, writer):
          data = block[number:number + size]
          async def send():
              for at in range(0, size, 65536):
                  writer.write(data[at:at + 65536])
                  await writer.drain()
              writer.write_eof()
          sending = asyncio.create_task(send())
          at, same = 0, True
          while piece := await reader.read(65536):
              same = same and data[at:at + len(piece)] == piece
              at += len(piece)
          await sending
          writer.close()
          return same and at == size
      async def main():
          connections = []
          for _ in range(count):
              connections.append(await asyncio.open_connection('127.0.0.1', port))
          same = await asyncio.gather(*(one(n, *c) for n, c in enumerate(connections)))
          print(sum(same), 'intact')
      asyncio.run(main())
      """;

  private static final Map<String, Launched> SERVERS = new HashMap<>();

  @AfterAll
  static void allServersEndInOrder() throws Exception {
    try {
      for (Launched server : SERVERS.values()) {
        server.signal("TERM");
        server.endsInOrder();
      }
    } finally {
      SERVERS.values().forEach(Launched::close);
      SERVERS.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "poll", "select", "nio"})
  void manyConnectionsAtOnceGetTheirOwnBytesBack(String driver) throws Exception {
    Launched server = server(driver);
    List<Callable<Boolean>> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      int seed = i;
      clients.add(() -> isIntact(server, seed));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> intact : threads.invokeAll(clients)) {
        assertThat(intact.get()).as("intact").isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "poll", "select", "nio"})
  void aPythonClientGetsItsBytesBack(String driver) throws Exception {
    ForeignProgram.require("python3");
    Launched server = server(driver);
    int connections = !NIGHTLY ? 50 : driver.equals("select") ? CONNECTIONS : 1_000;
    try (Launched client =
        Launched.command(
            List.of(
                "python3",
                "-c",
                PYTHON_CLIENT,
                "" + server.ports().getFirst(),
                "" + connections))) {
      assertThat(client.line()).isEqualTo(connections + " intact");
      client.endsInOrder();
    }
  }

  @Test
  void theDriversAreListedWithAStarAtOne() throws Exception {
    try (Launched reactors = Launched.triga("reactors")) {
      assertThat(reactors.drivers()).anyMatch(line -> line.matches("[* ] nio +available: .*"));
    }
  }

  /// The server on a driver, which all checks of that driver share. It has no workers: where the
  /// bytes are echoed does not matter, and each is a JVM to start.
  private static Launched server(String driver) throws Exception {
    for (DriverProvider provider : Drivers.all()) {
      if (provider.name().equals(driver)
          && provider.availability() instanceof Availability.Unavailable(String reason)) {
        assumeTrue(false, driver + ": " + reason);
      }
    }
    Launched running = SERVERS.get(driver);
    if (running == null) {
      running =
          Launched.triga(
              "echo", "--bind", "tcp:127.0.0.1:0", "--reactor", driver, "--workers", "0");
      SERVERS.put(driver, running);
      running.untilReady();
    }
    return running;
  }

  private static boolean isIntact(Launched server, int seed) throws Exception {
    byte[] sent = new byte[BYTES];
    new Random(seed).nextBytes(sent);
    try (Socket socket = server.connect()) {
      Thread sending = Thread.ofVirtual().start(() -> send(socket, sent));
      byte[] back = socket.getInputStream().readAllBytes();
      sending.join();
      return Arrays.equals(sent, back);
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

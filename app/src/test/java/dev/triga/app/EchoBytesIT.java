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
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes come back as they were sent, on every driver, to clients that Triga has no part in.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoBytesIT {
  private static final int CONNECTIONS = 200;
  private static final int BYTES = 1 << 20;

  private static final String PYTHON_CLIENT =
      """
      import asyncio, os, sys
      async def one(port):
          data = os.urandom(1 << 20)
          reader, writer = await asyncio.open_connection('127.0.0.1', port)
          async def send():
              writer.write(data)
              await writer.drain()
              writer.write_eof()
          sending = asyncio.create_task(send())
          back = await reader.read(-1)
          await sending
          writer.close()
          return back == data
      async def main():
          same = await asyncio.gather(*(one(int(sys.argv[1])) for _ in range(50)))
          print(sum(same), 'intact')
      asyncio.run(main())
      """;

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "poll", "select", "nio"})
  void manyConnectionsAtOnceGetTheirOwnBytesBack(String driver) throws Exception {
    try (Launched server = start(driver)) {
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
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "poll", "select", "nio"})
  void aPythonClientGetsItsBytesBack(String driver) throws Exception {
    ForeignProgram.require("python3");
    try (Launched server = start(driver);
        Launched client =
            Launched.command(
                List.of("python3", "-c", PYTHON_CLIENT, "" + server.ports().getFirst()))) {
      assertThat(client.line()).isEqualTo("50 intact");
      client.endsInOrder();
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @Test
  void theDriversAreListedWithAStarAtOne() throws Exception {
    try (Launched reactors = Launched.triga("reactors")) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < Drivers.all().size(); i++) {
        lines.add(reactors.line());
      }
      reactors.endsInOrder();
      assertThat(lines)
          .anyMatch(line -> line.matches("[* ] nio +available: .*"))
          .filteredOn(line -> line.startsWith("* "))
          .hasSize(1);
    }
  }

  private static Launched start(String driver) throws Exception {
    for (DriverProvider provider : Drivers.all()) {
      if (provider.name().equals(driver)
          && provider.availability() instanceof Availability.Unavailable(String reason)) {
        assumeTrue(false, driver + ": " + reason);
      }
    }
    return Launched.triga("echo", "--bind", "tcp:127.0.0.1:0", "--reactor", driver).untilReady();
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

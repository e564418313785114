package dev.triga.testing;

import static dev.triga.async.Await.await;

import dev.triga.async.DeferredLock;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A program that runs the torture protocol under one seed and writes its trace into a file: `SEED
/// FILE`.
final class TracedRun {
  private static final int PORT = 7001;
  private static final Duration PERIOD = Duration.ofMillis(500);

  private TracedRun() {}

  /// Three coroutines that wait for each other, for threads and for time.
  private static void coroutines(Simulation sim) {
    sim.host(
        "coroutines",
        r -> {
          var lock = new DeferredLock(r);
          for (int i = 0; i < 3; i++) {
            int number = i;
            r.async(() -> coroutine(sim, r, lock, number));
          }
          return "no value";
        });
  }

  private static String coroutine(Simulation sim, Reactor reactor, DeferredLock lock, int number) {
    for (int i = 0; i < 10; i++) {
      try (var permit = await(lock.acquire())) {
        sim.note(number + " has " + await(reactor.deferToThread(() -> "the lock")));
        await(reactor.deferLater(Duration.ofMillis(reactor.random().nextInt(3_000))));
      }
    }
    return "done";
  }

  /// Two that send each other datagrams and note what comes: what is lost, repeated or damaged
  /// shows.
  private static void datagrams(Simulation sim) {
    var hosts = new ArrayList<SimulatedHost<?>>();
    for (String name : List.of("this", "that")) {
      hosts.add(
          sim.host(
              name,
              r -> {
                r.datagrams(
                    Endpoint.parse("udp:0.0.0.0:" + PORT),
                    transport -> {
                      r.schedule(PERIOD, () -> send(r, transport, hosts, 0));
                      return new DatagramProtocol() {
                        @Override
                        public void datagramReceived(ByteBuffer data, SocketAddress from) {
                          sim.note(name + " hears " + HexFormat.of().formatHex(bytes(data)));
                        }
                      };
                    });
                return "no value";
              }));
    }
  }

  private static void send(
      Reactor reactor, DatagramTransport transport, List<SimulatedHost<?>> hosts, int number) {
    for (var host : hosts) {
      if (host.reactor() != reactor) {
        var data = ByteBuffer.allocate(4 + reactor.random().nextInt(8)).putInt(number).rewind();
        transport.send(data, new InetSocketAddress(host.address(), PORT));
      }
    }
    reactor.schedule(PERIOD, () -> send(reactor, transport, hosts, number + 1));
  }

  private static byte[] bytes(ByteBuffer data) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  public static void main(String... args) throws IOException {
    try (var sim = Simulation.withSeed(Long.parseLong(args[0]));
        var file = Files.newBufferedWriter(Path.of(args[1]))) {
      sim.trace().copyTo(file);
      coroutines(sim);
      datagrams(sim);
      Courier.torture(sim, 3, 60, Duration.ofMinutes(3));
      file.write(sim.trace() + "\n");
    }
  }
}

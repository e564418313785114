package dev.triga.benchmarks.servers;

import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Triga's datagram echo on one reactor, as a user writes it.
///
/// Arguments: the driver.
public final class TrigaDatagrams {
  private static final long START_SECONDS_MAX = 20;

  private TrigaDatagrams() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    Reactor reactor;
    try {
      reactor = Reactor.builder().driver(args[0]).open();
    } catch (RuntimeException e) {
      ControlLine.skip("Triga: " + e.getMessage());
      return;
    }
    var address = new CompletableFuture<SocketAddress>();
    reactor.start();
    reactor.execute(() -> {
      try {
        address.complete(reactor.datagrams(Endpoint.udp("127.0.0.1", 0), Echo::new).localAddress());
      } catch (RuntimeException e) {
        address.completeExceptionally(e);
      }
    });
    var bound = (InetSocketAddress) address.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    ControlLine.serve(bound.getPort());
  }

  private record Echo(DatagramTransport transport) implements DatagramProtocol {
    @Override
    public void datagramReceived(ByteBuffer data, SocketAddress from) {
      transport.send(data, from);
    }
  }
}

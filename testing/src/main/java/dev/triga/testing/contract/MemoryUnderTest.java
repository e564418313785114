package dev.triga.testing.contract;

import dev.triga.driver.Availability;
import dev.triga.net.Endpoint;
import dev.triga.reactor.ReactorBuilder;
import dev.triga.testing.MemoryNetwork;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.PeerPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// Reactors on a network in memory.
final class MemoryUnderTest implements ReactorUnderTest {
  private static final InetAddress SILENT = address(10, 0, 0, 1);
  private static final InetAddress UNREACHABLE = address(10, 0, 0, 2);
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final MemoryNetwork network;

  MemoryUnderTest(MemoryNetwork network) {
    this.network = network;
    network.silent(SILENT);
    network.unreachable(UNREACHABLE);
  }

  private static InetAddress address(int... octets) {
    var bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets", e);
    }
  }

  @Override
  public String driverName() {
    return "memory";
  }

  @Override
  public ReactorBuilder builder() {
    return MemoryReactor.builder(network);
  }

  @Override
  public Availability supports(Capability capability) {
    return switch (capability) {
      case UNIX_SOCKETS, UNIX_DATAGRAMS, ABSTRACT_NAMES ->
          Availability.no("the network in memory has internet addresses only");
      case ADOPTION, HANDING_ROUND, DESCRIPTOR_PASSING ->
          Availability.no("the network in memory has no sockets to hand over");
      case CHILD_PROCESSES, CHILD_PIPES ->
          Availability.no("child processes are real, and the time of this reactor is not");
      case DESCRIPTORS -> Availability.no("the memory driver has no descriptors to watch");
      case DATAGRAMS, SILENT_HOST, UNREACHABLE_HOST, HOST_NAMES, RESET_WHILE_PAUSED, VIRTUAL_TIME ->
          Availability.YES;
    };
  }

  @Override
  public Endpoint silentEndpoint() {
    return Endpoint.tcp(SILENT.getHostAddress(), 7000);
  }

  @Override
  public Endpoint unreachableEndpoint() {
    return Endpoint.tcp(UNREACHABLE.getHostAddress(), 7000);
  }

  @Override
  public Peer connect(SocketAddress address) {
    return network.connect((InetSocketAddress) address);
  }

  @Override
  public PeerPort listen(int backlog) {
    return network.listen(LOOPBACK, backlog);
  }

  @Override
  public void pass(Duration time) {
    network.clock().advance(time);
  }

  @Override
  public void conclude() {
    network.clock().letRun();
  }
}

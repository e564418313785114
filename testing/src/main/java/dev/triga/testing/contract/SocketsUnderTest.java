package dev.triga.testing.contract;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.DriverProvider;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBuilder;
import dev.triga.testing.Peer;
import dev.triga.testing.PeerPort;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Reactors on a driver of the operating system; the foreign side are blocking sockets of the JDK.
class SocketsUnderTest implements ReactorUnderTest {
  private final String driverName;
  private final List<AutoCloseable> peers = new ArrayList<>();
  private final List<AutoCloseable> watched = new ArrayList<>();

  SocketsUnderTest(String driverName) {
    this.driverName = driverName;
  }

  @Override
  public String driverName() {
    return driverName;
  }

  @Override
  public ReactorBuilder builder() {
    return Reactor.builder().driver(driverName).debug(true);
  }

  @Override
  public Availability supports(Capability capability) {
    return switch (capability) {
      case DESCRIPTORS, HOST_NAMES, UNIX_SOCKETS, DATAGRAMS, ADOPTION, HANDING_ROUND ->
          Availability.YES;
      case CHILD_PROCESSES ->
          Files.isExecutable(Path.of("/bin/sh"))
              ? Availability.YES
              : Availability.no("there is no POSIX shell to start");
      case UNIX_DATAGRAMS, DESCRIPTOR_PASSING ->
          exceptFor("nio", "the JDK has neither Unix-domain datagrams nor passes descriptors");
      case CHILD_PIPES ->
          Files.exists(Path.of("/proc/self/fd"))
              ? exceptFor("nio", "the JDK hands on the standard streams only")
              : Availability.no("open descriptors have no names under /proc here");
      case ABSTRACT_NAMES -> exceptFor("nio", "the JDK has no abstract Unix-domain names");
      case SILENT_HOST, UNREACHABLE_HOST ->
          Availability.no("loopback answers always, and tests leave this machine alone");
      case RESET_WHILE_PAUSED ->
          switch (driverName) {
            case "nio" ->
                Availability.no("java.nio tells nothing about a channel that asks for nothing");
            case "select" ->
                Availability.no("select tells nothing about a descriptor that is in no set");
            default -> Availability.YES;
          };
      case VIRTUAL_TIME -> Availability.no("the system's time cannot be moved");
    };
  }

  private Availability exceptFor(String name, String reason) {
    return driverName.equals(name) ? Availability.no(reason) : Availability.YES;
  }

  /// Why there is no such driver here, or null when there is one.
  static @Nullable String whyNot(String driverName) {
    for (var provider : ServiceLoader.load(DriverProvider.class)) {
      if (provider.name().equals(driverName)) {
        return provider.availability() instanceof Availability.Unavailable no ? no.reason() : null;
      }
    }
    return "no provider of that name is on the path";
  }

  @Override
  public Peer connect(SocketAddress address) {
    var peer = SocketPeer.connect(address);
    peers.add(peer);
    return peer;
  }

  @Override
  public PeerPort listen(int backlog) {
    var port = SocketPeerPort.open(backlog);
    peers.add(port);
    return port;
  }

  @Override
  public WatchedPair watchedPair() {
    var pair = ChannelPair.open(driverName.equals("nio"));
    watched.add(pair);
    return pair;
  }

  @Override
  public Descriptor handedOver(Callable<? extends SelectableChannel> opening) {
    try {
      return driverName.equals("nio")
          ? Descriptor.of(opening.call())
          : ChannelPair.numberOf(opening);
    } catch (Exception e) {
      throw new IllegalStateException("cannot open a socket to hand over", e);
    }
  }

  @Override
  public void pass(Duration time) {
    // Time goes on by itself.
  }

  @Override
  public void conclude() {
    close(peers);
  }

  @Override
  public void close() {
    close(peers);
    close(watched);
  }

  private static void close(List<AutoCloseable> opened) {
    for (var each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close " + each, e);
      }
    }
    opened.clear();
  }
}

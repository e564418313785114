package dev.triga.transport;

import dev.triga.driver.Availability;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.OperatingSystem;
import dev.triga.loop.EventLoop;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.SystemdSockets;
import dev.triga.net.UnixAbstractAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The datagram sockets of one reactor: opens them, and closes them all in the end. On the turn.
public final class Datagrams {
  private final EventLoop loop;
  private final Driver driver;
  private final Set<DatagramPort> open = new LinkedHashSet<>();

  /// None yet.
  public Datagrams(EventLoop loop, Driver driver) {
    this.loop = loop;
    this.driver = driver;
  }

  /// Opens a socket.
  public DatagramTransport open(
      Endpoint endpoint, DatagramOptions options, DatagramFactory factory) {
    var port = new DatagramPort(loop, this, options);
    switch (endpoint) {
      case Endpoint.Udp udp -> openUdp(udp, options, port);
      case Endpoint.Unix unix -> openUnix(unix, options, port);
      case Endpoint.UnixAbstract name ->
          openAt(name, UnixAbstractAddress.of(name.name()), options, port);
      case Endpoint.Fd fd -> adopt(fd, new Descriptor.Raw(fd.number()), port);
      case Endpoint.Systemd systemd ->
          adopt(systemd, SystemdSockets.ofThisProcess().at(systemd), port);
      default ->
          throw new EndpointNotSupportedException(
              endpoint, "datagram sockets are opened on udp: and unix: endpoints");
    }
    port.begin(factory);
    return port;
  }

  private void openUdp(Endpoint.Udp udp, DatagramOptions options, DatagramPort port) {
    BindFailure last = null;
    for (var candidate : TcpAddresses.toListenOn(udp, loop.resolver())) {
      try {
        openAt(udp, candidate, options, port);
        return;
      } catch (BindFailure e) {
        last = e;
      }
    }
    throw last != null ? last : new BindFailure("cannot open " + udp + ": no address");
  }

  private void openAt(
      Endpoint asked, SocketAddress local, DatagramOptions options, DatagramPort port) {
    checkSupported(asked, local);
    var handle = driver.openDatagram(request(local, options), port);
    port.opened(handle, null, Endpoint.ofDatagrams(handle.localAddress()));
  }

  private void openUnix(Endpoint.Unix unix, DatagramOptions options, DatagramPort port) {
    var local = UnixDomainSocketAddress.of(unix.path());
    checkSupported(unix, local);
    var file = SocketFile.claim(Path.of(unix.path()));
    try {
      var handle = driver.openDatagram(request(local, options), port);
      file.bound();
      port.opened(handle, file, unix);
    } catch (BindFailure e) {
      file.release();
      throw e;
    }
  }

  /// The socket stays open; what we use is a duplicate.
  private void adopt(Endpoint asked, Descriptor.Raw descriptor, DatagramPort port) {
    if (driver.adoptable(descriptor) instanceof Availability.Unavailable no) {
      throw new EndpointNotSupportedException(asked, no.reason());
    }
    var system = OperatingSystem.current();
    Descriptor.Raw ours = null;
    try {
      ours = system.duplicate(descriptor);
      var handle = driver.adoptDatagram(ours, port);
      port.opened(handle, null, Endpoint.ofDatagrams(handle.localAddress()));
    } catch (IllegalArgumentException e) {
      if (ours != null) {
        system.close(ours);
      }
      throw new BindFailure(
          "cannot open " + asked + ": " + AdoptedBinding.ofOriginal(e, descriptor, ours), e);
    }
  }

  private void checkSupported(Endpoint endpoint, SocketAddress local) {
    if (driver.supportsDatagrams(local) instanceof Availability.Unavailable no) {
      throw new EndpointNotSupportedException(endpoint, no.reason());
    }
  }

  private static DatagramRequest request(SocketAddress local, DatagramOptions options) {
    return new DatagramRequest(
        local,
        options.remote(),
        options.reuseAddress(),
        options.reusePort(),
        options.broadcast(),
        options.sendBufferBytes(),
        options.receiveBufferBytes());
  }

  void add(DatagramPort port) {
    open.add(port);
  }

  void remove(DatagramPort port) {
    open.remove(port);
  }

  /// Closes all of them; each hands to the system what that takes at once.
  public void closeAll() {
    List.copyOf(open).forEach(DatagramPort::close);
  }

  /// Ends what is still open when the reactor is abandoned.
  public void abandonAll() {
    var reason =
        CloseReason.of(CloseReason.Kind.ABORTED, "reactor '" + loop.name() + "' has stopped");
    List.copyOf(open).forEach(port -> port.end(reason));
  }

  /// Adds a line for each socket.
  public void dump(StringBuilder into) {
    List.copyOf(open).forEach(port -> into.append("  ").append(port).append('\n'));
  }
}

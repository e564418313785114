package dev.triga.transport;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.loop.EventLoop;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.ListenOptions;
import dev.triga.net.SystemdSockets;
import dev.triga.net.UnixAbstractAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

/// What each form of endpoint means to streams, and which of them this reactor's driver can serve.
///
/// @param loop the reactor
/// @param driver its driver
record StreamEndpoints(EventLoop loop, Driver driver) {
  private static final String NO_CERTIFICATE =
      "a TLS server needs a certificate; give it with ListenOptions.withTls";

  /// How to listen on an endpoint.
  ///
  /// @throws EndpointNotSupportedException if that is not possible here
  PortBinding binding(Endpoint endpoint, ListenOptions options, AcceptSink sink) {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> new TcpBinding(driver, loop.resolver(), tcp, options, sink);
      case Endpoint.Tls tls -> {
        if (options.tls() == null) {
          throw new EndpointNotSupportedException(tls, NO_CERTIFICATE);
        }
        yield binding(tls.tcp(), options, sink);
      }
      case Endpoint.Unix unix -> {
        checkSupported(endpoint, UnixDomainSocketAddress.of(unix.path()));
        yield new UnixBinding(driver, unix, options, sink);
      }
      case Endpoint.UnixAbstract name -> {
        var address = UnixAbstractAddress.of(name.name());
        checkSupported(endpoint, address);
        yield new AddressBinding(driver, name, address, options, sink);
      }
      case Endpoint.Fd fd -> {
        checkAdoptable(endpoint, Descriptor.of(fd.number()));
        yield new AdoptedBinding(driver, fd, new Descriptor.Raw(fd.number()), true, options, sink);
      }
      case Endpoint.Systemd systemd -> {
        // Who has a driver that cannot take it over does not need to start systemd to hear so.
        checkAdoptable(endpoint, Descriptor.of(SystemdSockets.FIRST_DESCRIPTOR + systemd.index()));
        var received = SystemdSockets.ofThisProcess().at(systemd);
        checkAdoptable(endpoint, received);
        yield new AdoptedBinding(driver, systemd, received, true, options, sink);
      }
      case Endpoint.Stdio _ -> new StdioBinding(loop, sink);
      default -> throw notForStreams(endpoint);
    };
  }

  private void checkAdoptable(Endpoint endpoint, Descriptor descriptor) {
    if (driver.adoptable(descriptor) instanceof Availability.Unavailable no) {
      throw new EndpointNotSupportedException(endpoint, no.reason());
    }
  }

  /// The addresses of an endpoint to connect to, in the order in which to try them; empty when its
  /// host has to be looked up first.
  ///
  /// @throws EndpointNotSupportedException if it cannot be connected to here
  List<SocketAddress> knownAddresses(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tls tls -> knownAddresses(tls.tcp());
      case Endpoint.Tcp tcp -> {
        var literal = TcpAddresses.literal(tcp);
        yield literal == null ? List.of() : List.of(literal);
      }
      case Endpoint.Unix unix ->
          List.of(checkSupported(endpoint, UnixDomainSocketAddress.of(unix.path())));
      case Endpoint.UnixAbstract name ->
          List.of(checkSupported(endpoint, UnixAbstractAddress.of(name.name())));
      default -> throw notForStreams(endpoint);
    };
  }

  private SocketAddress checkSupported(Endpoint endpoint, SocketAddress address) {
    if (driver.supports(address) instanceof Availability.Unavailable no) {
      throw new EndpointNotSupportedException(endpoint, no.reason());
    }
    return address;
  }

  private static EndpointNotSupportedException notForStreams(Endpoint endpoint) {
    return new EndpointNotSupportedException(
        endpoint,
        switch (endpoint) {
          case Endpoint.Udp _ -> "it is for datagrams, which Reactor.datagrams opens";
          case Endpoint.Stdio _ ->
              "standard input and output are one connection that is accepted: listen on them";
          default ->
              "it is a socket that is open already: listen on it, or hand a connection to"
                  + " Reactor.adoptConnection";
        });
  }
}

package dev.triga.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where to listen or connect, as people write it.
///
/// | text | means |
/// | --- | --- |
/// | `tcp:HOST:PORT`, `HOST:PORT` | TCP; `tcp:[::1]:7000` is an IPv6 address, port 0 lets the system choose |
/// | `tcp:PORT`, `:PORT` | TCP on all interfaces |
/// | `tls:…` | TLS over TCP, in the same forms |
/// | `udp:…` | datagrams, in the same forms; see [dev.triga.reactor.Reactor#datagrams] |
/// | `unix:/path`, `unix:/path:mode=660` | a Unix-domain socket in the file system, with permissions |
/// | `unix:@name` | a Unix-domain socket in Linux's abstract name space |
/// | `systemd:INDEX` | the socket that systemd has handed over, counted from 0 |
/// | `fd:NUMBER` | a socket that is open already, by its descriptor number |
/// | `stdio:` | standard input and output |
///
/// `toString` gives a form that [#parse] reads back. A value; any thread.
public sealed interface Endpoint {
  /// A TCP endpoint.
  ///
  /// @param host a host name or a literal address without brackets; empty for all interfaces
  /// @param port 0 to 65 535
  record Tcp(String host, int port) implements Endpoint {
    /// Checks the port, and that the host is no longer than a host name can be.
    public Tcp {
      InternetText.check("tcp", host, port);
    }

    /// Whether it stands for all interfaces of this machine.
    public boolean isWildcard() {
      return host.isEmpty();
    }

    @Override
    public String toString() {
      return InternetText.of("tcp", host, port);
    }
  }

  /// A TLS endpoint over TCP.
  ///
  /// @param host a host name or a literal address without brackets; empty for all interfaces
  /// @param port 0 to 65 535
  record Tls(String host, int port) implements Endpoint {
    /// Checks the port, and that the host is no longer than a host name can be.
    public Tls {
      InternetText.check("tls", host, port);
    }

    /// The TCP endpoint underneath.
    public Tcp tcp() {
      return new Tcp(host, port);
    }

    @Override
    public String toString() {
      return InternetText.of("tls", host, port);
    }
  }

  /// A UDP endpoint.
  ///
  /// @param host a host name or a literal address without brackets; empty for all interfaces
  /// @param port 0 to 65 535
  record Udp(String host, int port) implements Endpoint {
    /// Checks the port, and that the host is no longer than a host name can be.
    public Udp {
      InternetText.check("udp", host, port);
    }

    @Override
    public String toString() {
      return InternetText.of("udp", host, port);
    }
  }

  /// A Unix-domain socket that is bound to a path.
  ///
  /// @param path the absolute path, at most [#PATH_BYTES_MAX] bytes in UTF-8
  /// @param mode the permissions that listening gives the socket, as in `chmod` (0 to 0777), or
  ///   null for those that the process gives to every new file; nothing to connecting
  record Unix(String path, @Nullable Integer mode) implements Endpoint {
    /// What the kernel has room for (`sun_path` of Linux, less the final zero byte).
    public static final int PATH_BYTES_MAX = 107;

    /// Checks path and mode.
    public Unix {
      UnixText.checkPath(path);
      UnixText.checkMode(mode);
    }

    /// The same socket with these permissions.
    public Unix withMode(int mode) {
      return new Unix(path, mode);
    }

    @Override
    public String toString() {
      return UnixText.of(this);
    }
  }

  /// A Unix-domain socket in Linux's abstract name space, which has no file, no permissions, and
  /// goes away with the last socket that is bound to it.
  ///
  /// @param name the name without `@`, 1 to 107 bytes in UTF-8
  record UnixAbstract(String name) implements Endpoint {
    /// Checks the name.
    public UnixAbstract {
      UnixText.checkName(name);
    }

    @Override
    public String toString() {
      return "unix:@" + name;
    }
  }

  /// A socket that systemd has opened for us (`LISTEN_FDS`).
  ///
  /// @param index which one, counted from 0
  record Systemd(int index) implements Endpoint {
    /// Checks the index.
    public Systemd {
      if (index < 0) {
        throw new EndpointSyntaxException("index " + index + " of a systemd endpoint is negative");
      }
    }

    @Override
    public String toString() {
      return "systemd:" + index;
    }
  }

  /// A socket that is open already.
  ///
  /// @param number its descriptor number
  record Fd(int number) implements Endpoint {
    /// Checks the number.
    public Fd {
      if (number < 0) {
        throw new EndpointSyntaxException("number " + number + " of an fd endpoint is negative");
      }
    }

    @Override
    public String toString() {
      return "fd:" + number;
    }
  }

  /// Standard input and output of this process.
  record Stdio() implements Endpoint {
    @Override
    public String toString() {
      return "stdio:";
    }
  }

  /// A TCP endpoint by host name or literal address, and port.
  ///
  /// @throws EndpointSyntaxException if the port is not within 0..65535
  static Endpoint tcp(String host, int port) {
    return new Tcp(host, port);
  }

  /// A TCP endpoint on all interfaces.
  ///
  /// @throws EndpointSyntaxException if the port is not within 0..65535
  static Endpoint tcp(int port) {
    return new Tcp("", port);
  }

  /// A UDP endpoint by host name or literal address, and port.
  ///
  /// @throws EndpointSyntaxException if the port is not within 0..65535
  static Udp udp(String host, int port) {
    return new Udp(host, port);
  }

  /// A Unix-domain socket at this path, which is made absolute.
  ///
  /// @throws EndpointSyntaxException if the path is too long or has characters that no endpoint may
  static Unix unix(Path path) {
    return new Unix(path.toAbsolutePath().toString(), null);
  }

  /// Reads an endpoint.
  ///
  /// @throws EndpointSyntaxException if it cannot be read, with what is wrong and what is allowed
  static Endpoint parse(String text) {
    return EndpointSyntax.parse(text);
  }

  /// The stream endpoint that stands for this address.
  ///
  /// @throws IllegalArgumentException if the address is of an unknown kind, or of a Unix-domain
  ///   socket that has no name
  static Endpoint of(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> new Tcp(hostOf(inet), inet.getPort());
      case UnixDomainSocketAddress unix when !unix.getPath().toString().isEmpty() ->
          unix(unix.getPath());
      case UnixAbstractAddress named -> new UnixAbstract(named.name());
      default ->
          throw new IllegalArgumentException(
              "address '"
                  + address
                  + "' of kind "
                  + address.getClass().getName()
                  + " names no endpoint; give an InetSocketAddress, a UnixDomainSocketAddress with"
                  + " a path, or an UnixAbstractAddress");
    };
  }

  /// The datagram endpoint that stands for this address.
  ///
  /// @throws IllegalArgumentException if the address is of an unknown kind, or of a Unix-domain
  ///   socket that has no name
  static Endpoint ofDatagrams(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? new Udp(hostOf(inet), inet.getPort())
        : of(address);
  }

  private static String hostOf(InetSocketAddress inet) {
    if (inet.getAddress() instanceof Inet6Address six) {
      return Ipv6Text.of(six);
    }
    return inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
  }
}

package dev.triga.net;

import dev.triga.driver.StreamOptions;
import org.jspecify.annotations.Nullable;

/// How to listen; a value, changed by the `with…` methods.
///
/// @param backlog how many connections the system may queue before it refuses more
/// @param reusePort whether other sockets that ask the same may share the port
/// @param controlled whether connections are accepted only as [ListeningPort#accept] allows
/// @param hardCapBytes bytes a connection may hold unsent before it is aborted
/// @param stream socket options of accepted connections
/// @param tls how to speak TLS, whatever the kind of stream endpoint, or null for in clear; a
///   `tls:` endpoint needs it
/// @param proxyProtocol how connections through proxies begin, or null where they come directly
public record ListenOptions(
    int backlog,
    boolean reusePort,
    boolean controlled,
    long hardCapBytes,
    StreamOptions stream,
    @Nullable TlsOptions tls,
    @Nullable ProxyProtocol proxyProtocol) {
  /// A backlog of 1 024 (the system may cap it), accepting freely, a cap of 64 MiB.
  public static final ListenOptions DEFAULT =
      new ListenOptions(
          1024, false, false, Transport.DEFAULT_HARD_CAP_BYTES, StreamOptions.DEFAULT, null, null);

  /// Checks the numbers.
  public ListenOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog " + backlog + " is less than 1");
    }
    if (hardCapBytes < 1) {
      throw new IllegalArgumentException("hard cap of " + hardCapBytes + " bytes is less than 1");
    }
  }

  /// With this backlog.
  public ListenOptions withBacklog(int backlog) {
    return new ListenOptions(
        backlog, reusePort, controlled, hardCapBytes, stream, tls, proxyProtocol);
  }

  /// Sharing the port with other sockets that ask the same.
  public ListenOptions withReusePort() {
    return new ListenOptions(backlog, true, controlled, hardCapBytes, stream, tls, proxyProtocol);
  }

  /// Accepting only as [ListeningPort#accept] allows.
  public ListenOptions withControlledAccept() {
    return new ListenOptions(backlog, reusePort, true, hardCapBytes, stream, tls, proxyProtocol);
  }

  /// With this hard cap on a connection's unsent bytes.
  public ListenOptions withHardCapBytes(long hardCapBytes) {
    return new ListenOptions(
        backlog, reusePort, controlled, hardCapBytes, stream, tls, proxyProtocol);
  }

  /// With these socket options.
  public ListenOptions withStream(StreamOptions stream) {
    return new ListenOptions(
        backlog, reusePort, controlled, hardCapBytes, stream, tls, proxyProtocol);
  }

  /// Speaking TLS, whatever the kind of stream endpoint.
  ///
  /// @throws IllegalArgumentException if the options are a client's
  public ListenOptions withTls(TlsOptions tls) {
    if (tls.role() != TlsOptions.Role.SERVER) {
      throw new IllegalArgumentException(
          "who listens is the server in TLS; give TlsOptions.server(...)");
    }
    return new ListenOptions(
        backlog, reusePort, controlled, hardCapBytes, stream, tls, proxyProtocol);
  }

  /// From proxies that tell by the PROXY protocol who the client is; before TLS, where there is
  /// TLS.
  public ListenOptions withProxyProtocol(ProxyProtocol proxyProtocol) {
    return new ListenOptions(
        backlog, reusePort, controlled, hardCapBytes, stream, tls, proxyProtocol);
  }
}

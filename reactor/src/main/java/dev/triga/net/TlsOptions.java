package dev.triga.net;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How to speak TLS; a value, made by [#client()] or [#server] and changed by the `with…` methods.
///
/// Versions are TLS 1.3 and 1.2, cipher suites only those that authenticate what they encrypt and
/// keep what was said secret when the key gets known later (AEAD with an ephemeral elliptic-curve
/// exchange). A client checks that the server's certificate is issued by somebody it trusts and is
/// for the host that it wanted to reach. Renegotiation is refused. Sessions are resumed among
/// connections with the same options (or copies of them made by the `with…` methods), until their
/// [TlsCredentials] are exchanged.
///
/// ```java
/// var tls = TlsOptions.client().withApplicationProtocols("http/1.1");
/// reactor.connect(Endpoint.parse("tls:example.org:443"), ConnectOptions.DEFAULT.withTls(tls), …);
/// ```
///
/// @param role which side of the handshake we are
/// @param context the JDK's context: our keys, whom we trust, and the sessions to resume
/// @param applicationProtocols what ALPN offers or accepts, the most wanted first; a server refuses
///   a client with which it has none in common
/// @param clientCertificates whether a server asks for certificates; nothing to a client
/// @param serverName the name that a client asks for (SNI) and that the server's certificate must
///   be for; null for the host of the endpoint. Nothing to a server
/// @param verifiesHost whether a client checks that the certificate is for the server's name
/// @param handshakeTimeout how long a handshake may take
/// @param handshakesMax how many handshakes may be under way on a listening port; a connection
///   beyond is closed at once
public record TlsOptions(
    Role role,
    SSLContext context,
    List<String> applicationProtocols,
    ClientCertificates clientCertificates,
    @Nullable String serverName,
    boolean verifiesHost,
    Duration handshakeTimeout,
    int handshakesMax) {
  /// How long a handshake may take.
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /// How many handshakes may be under way on a port.
  public static final int DEFAULT_HANDSHAKES_MAX = 1024;

  /// The bytes that ALPN has for one protocol's name (RFC 7301).
  private static final int PROTOCOL_NAME_BYTES_MAX = 255;

  /// The sides of a handshake.
  public enum Role {
    /// The side that begins, and that checks the other.
    CLIENT,
    /// The side that shows a certificate.
    SERVER
  }

  /// What a server wants of its clients' certificates.
  public enum ClientCertificates {
    /// It does not ask for any.
    NONE,
    /// It asks, and goes on without; one that is shown must be trusted.
    OPTIONAL,
    /// It asks, and refuses a client without.
    REQUIRED
  }

  /// Checks the numbers and names, and that the context can be used.
  ///
  /// @throws IllegalArgumentException if one is impossible, or the context was not initialized
  public TlsOptions {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(context, "context");
    checkReady(context);
    Objects.requireNonNull(clientCertificates, "clientCertificates");
    applicationProtocols = List.copyOf(applicationProtocols);
    for (var name : applicationProtocols) {
      if (name.isEmpty() || name.length() > PROTOCOL_NAME_BYTES_MAX) {
        throw new IllegalArgumentException(
            "application protocol '" + name + "' is not 1 to 255 bytes long");
      }
    }
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException(
          "TLS handshake time-out " + handshakeTimeout + " is not positive");
    }
    if (handshakesMax < 1) {
      throw new IllegalArgumentException(
          "TLS handshake limit " + handshakesMax + " is less than 1");
    }
  }

  private static TlsOptions of(Role role, SSLContext context) {
    return new TlsOptions(
        role,
        context,
        List.of(),
        ClientCertificates.NONE,
        null,
        true,
        DEFAULT_HANDSHAKE_TIMEOUT,
        DEFAULT_HANDSHAKES_MAX);
  }

  /// A client that trusts whom the JDK trusts (its `cacerts`).
  public static TlsOptions client() {
    return of(Role.CLIENT, TlsContexts.ofSystem());
  }

  /// A client that trusts only these issuers or certificates.
  ///
  /// @throws IllegalArgumentException if there are none
  public static TlsOptions client(List<X509Certificate> trusted) {
    return of(Role.CLIENT, TlsContexts.of(null, nonEmpty(trusted)));
  }

  /// A client that trusts only these issuers or certificates, and shows a certificate when asked.
  ///
  /// @throws IllegalArgumentException if nobody is trusted
  public static TlsOptions client(List<X509Certificate> trusted, TlsCredentials credentials) {
    return of(Role.CLIENT, TlsContexts.of(credentials, nonEmpty(trusted)));
  }

  /// A client on a context of one's own, for other sources of keys and trust.
  ///
  /// @throws IllegalArgumentException if it was not initialized
  public static TlsOptions client(SSLContext context) {
    return of(Role.CLIENT, context);
  }

  /// A server.
  public static TlsOptions server(TlsCredentials credentials) {
    return of(Role.SERVER, TlsContexts.of(credentials, List.of()));
  }

  /// A server that refuses clients without a certificate of these issuers. See also
  /// [#withClientCertificates].
  ///
  /// @throws IllegalArgumentException if there are none
  public static TlsOptions server(TlsCredentials credentials, List<X509Certificate> trusted) {
    return of(Role.SERVER, TlsContexts.of(credentials, nonEmpty(trusted)))
        .withClientCertificates(ClientCertificates.REQUIRED);
  }

  /// A server on a context of one's own, for other sources of keys and trust.
  ///
  /// @throws IllegalArgumentException if it was not initialized
  public static TlsOptions server(SSLContext context) {
    return of(Role.SERVER, context);
  }

  /// Tries a context here, where its maker hears of it; otherwise the first connection would.
  private static void checkReady(SSLContext context) {
    try {
      var ignored = context.createSSLEngine();
    } catch (IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "the TLS context cannot be used yet, call its method init before: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> nonEmpty(List<X509Certificate> trusted) {
    if (trusted.isEmpty()) {
      throw new IllegalArgumentException("nobody is trusted; name at least one certificate");
    }
    return trusted;
  }

  /// With these protocols for ALPN, the most wanted first.
  public TlsOptions withApplicationProtocols(String... names) {
    return new TlsOptions(
        role,
        context,
        List.of(names),
        clientCertificates,
        serverName,
        verifiesHost,
        handshakeTimeout,
        handshakesMax);
  }

  /// With this demand on clients.
  public TlsOptions withClientCertificates(ClientCertificates demand) {
    return new TlsOptions(
        role,
        context,
        applicationProtocols,
        demand,
        serverName,
        verifiesHost,
        handshakeTimeout,
        handshakesMax);
  }

  /// Asking for a server of this name.
  public TlsOptions withServerName(String name) {
    return new TlsOptions(
        role,
        context,
        applicationProtocols,
        clientCertificates,
        name,
        verifiesHost,
        handshakeTimeout,
        handshakesMax);
  }

  /// Without the check that the server's certificate is for its name: whoever has any certificate
  /// of a trusted issuer can then pose as the server.
  public TlsOptions withoutHostVerification() {
    return new TlsOptions(
        role,
        context,
        applicationProtocols,
        clientCertificates,
        serverName,
        false,
        handshakeTimeout,
        handshakesMax);
  }

  /// With this time for a handshake.
  public TlsOptions withHandshakeTimeout(Duration timeout) {
    return new TlsOptions(
        role,
        context,
        applicationProtocols,
        clientCertificates,
        serverName,
        verifiesHost,
        timeout,
        handshakesMax);
  }

  /// With this limit on the handshakes that are under way on a port.
  public TlsOptions withHandshakesMax(int limit) {
    return new TlsOptions(
        role,
        context,
        applicationProtocols,
        clientCertificates,
        serverName,
        verifiesHost,
        handshakeTimeout,
        limit);
  }
}

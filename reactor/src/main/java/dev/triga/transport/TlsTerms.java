package dev.triga.transport;

import dev.triga.net.CloseReason;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsOptions.ClientCertificates;
import dev.triga.net.TlsOptions.Role;
import dev.triga.net.TlsSession;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// The JDK's engine for one connection, set up by the options: what is allowed, and what came of
/// it.
final class TlsTerms {
  private static final String VERSION_13 = "TLSv1.3";
  private static final String[] VERSIONS = {VERSION_13, "TLSv1.2"};

  /// Authenticated encryption after an ephemeral exchange only; the first that both know is taken.
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  /// Elliptic curves only: with finite fields a client makes a server compute far more than itself.
  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1", "x448"};

  private final SSLEngine engine;
  private final TlsOptions options;
  private final @Nullable String serverName;
  private boolean isVersion13 = true;

  private TlsTerms(SSLEngine engine, TlsOptions options, @Nullable String serverName) {
    this.engine = engine;
    this.options = options;
    this.serverName = serverName;
  }

  /// Sets up an engine.
  ///
  /// @param host the host that is connected to, if it has a name; nothing to a server
  /// @param port its port, under which sessions are remembered; 0 when it has none
  /// @throws IllegalArgumentException if there is no name to verify
  static TlsTerms of(TlsOptions options, @Nullable String host, int port) {
    if (options.role() == Role.SERVER) {
      var engine = options.context().createSSLEngine();
      engine.setUseClientMode(false);
      engine.setSSLParameters(forServer(engine, options));
      return new TlsTerms(engine, options, null);
    }
    String name = withoutDot(options.serverName() != null ? options.serverName() : host);
    if (name == null && options.verifiesHost()) {
      throw new IllegalArgumentException(
          "TLS needs a name for which the server's certificate must be: give it with"
              + " TlsOptions.withServerName");
    }
    var engine = options.context().createSSLEngine(name, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(forClient(engine, options, name));
    return new TlsTerms(engine, options, name);
  }

  /// A dot at the end says that the name is whole; certificates and SNI leave it out (RFC 6066).
  private static @Nullable String withoutDot(@Nullable String name) {
    return name != null && name.length() > 1 && name.endsWith(".")
        ? name.substring(0, name.length() - 1)
        : name;
  }

  private static SSLParameters common(SSLEngine engine, TlsOptions options) {
    var parameters = engine.getSSLParameters();
    var known = Set.of(engine.getSupportedCipherSuites());
    parameters.setProtocols(VERSIONS);
    parameters.setCipherSuites(
        CIPHER_SUITES.stream().filter(known::contains).toArray(String[]::new));
    parameters.setNamedGroups(GROUPS);
    parameters.setApplicationProtocols(options.applicationProtocols().toArray(String[]::new));
    return parameters;
  }

  private static SSLParameters forServer(SSLEngine engine, TlsOptions options) {
    var parameters = common(engine, options);
    parameters.setUseCipherSuitesOrder(true);
    switch (options.clientCertificates()) {
      case NONE -> parameters.setWantClientAuth(false);
      case OPTIONAL -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    return parameters;
  }

  private static SSLParameters forClient(
      SSLEngine engine, TlsOptions options, @Nullable String name) {
    var parameters = common(engine, options);
    if (options.verifiesHost()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (name != null && !isAddress(name)) {
      parameters.setServerNames(asked(name));
    }
    return parameters;
  }

  /// What to ask for; nothing where the name is none that SNI can carry, as with an underscore.
  private static List<SNIServerName> asked(String name) {
    try {
      return List.of(new SNIHostName(name));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /// An address is never asked for by SNI (RFC 6066).
  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  SSLEngine engine() {
    return engine;
  }

  Duration handshakeTimeout() {
    return options.handshakeTimeout();
  }

  /// Whether the version agreed on is 1.3. Call only after the handshake.
  boolean isVersion13() {
    return isVersion13;
  }

  /// Whether there is a session, through which both sides can still speak.
  boolean isEstablished() {
    return !engine.isOutboundDone()
        && !engine.isInboundDone()
        && !engine.getSession().getProtocol().equals("NONE");
  }

  /// What was agreed on. Call only after the handshake.
  TlsSession session() {
    var session = engine.getSession();
    isVersion13 = session.getProtocol().equals(VERSION_13);
    String chosen = engine.getApplicationProtocol();
    return new TlsSession(
        session.getProtocol(),
        session.getCipherSuite(),
        chosen == null || chosen.isEmpty() ? null : chosen,
        peerCertificates(),
        options.role() == Role.CLIENT ? serverName : requestedName());
  }

  private List<X509Certificate> peerCertificates() {
    if (options.role() == Role.SERVER && options.clientCertificates() == ClientCertificates.NONE) {
      return List.of();
    }
    try {
      var certificates = new ArrayList<X509Certificate>();
      for (Certificate each : engine.getSession().getPeerCertificates()) {
        if (each instanceof X509Certificate certificate) {
          certificates.add(certificate);
        }
      }
      return certificates;
    } catch (SSLPeerUnverifiedException e) {
      // A client that was asked and has shown none.
      return List.of();
    }
  }

  private @Nullable String requestedName() {
    if (engine.getSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  /// Why TLS ended, for people.
  CloseReason reason(SSLException wrong) {
    return CloseReason.of(
        CloseReason.Kind.TLS, TlsTrouble.sentence(wrong, serverName, VERSIONS), wrong);
  }

  @Override
  public String toString() {
    return "TLS[" + options.role() + ", " + Arrays.toString(VERSIONS) + "]";
  }
}

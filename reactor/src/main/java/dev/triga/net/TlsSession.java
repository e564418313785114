package dev.triga.net;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What two sides have agreed on when TLS was started.
///
/// @param protocol the version, such as `TLSv1.3`
/// @param cipherSuite the cipher suite, such as `TLS_AES_256_GCM_SHA384`
/// @param applicationProtocol what ALPN has chosen, such as `http/1.1`, or null if nothing
/// @param peerCertificates the peer's certificate and what vouches for it, as it sent them; empty
///   if it showed none
/// @param serverName the name of the server that the client asked for (SNI), or null if none
public record TlsSession(
    String protocol,
    String cipherSuite,
    @Nullable String applicationProtocol,
    List<X509Certificate> peerCertificates,
    @Nullable String serverName) {
  /// Copies the list.
  public TlsSession {
    peerCertificates = List.copyOf(peerCertificates);
  }
}

package dev.triga.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows the JDK's TLS some identities, always the same. An alias is the place of one among them.
final class CredentialKeys extends X509ExtendedKeyManager {
  private final List<TlsIdentity> identities;

  CredentialKeys(List<TlsIdentity> identities) {
    this.identities = identities;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String host = requestedName(engine);
    int fallback = -1;
    boolean isKnown = false;
    for (int i = 0; i < identities.size(); i++) {
      var identity = identities.get(i);
      boolean fits = identity.key().getAlgorithm().equals(keyType);
      if (host != null && identity.isFor(host)) {
        if (fits) {
          return Integer.toString(i);
        }
        isKnown = true;
      }
      if (fits && fallback < 0) {
        fallback = i;
      }
    }
    // With a certificate for that name and another kind of key, wait to be asked for that kind.
    return isKnown || fallback < 0 ? null : Integer.toString(fallback);
  }

  /// The host name that the client of this handshake wants to talk to, or null.
  private static @Nullable String requestedName(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    var wanted = Set.of(Arrays.stream(keyTypes).distinct().toArray(String[]::new));
    for (int i = 0; i < identities.size(); i++) {
      var identity = identities.get(i);
      if (wanted.contains(identity.key().getAlgorithm()) && isIssuedByOne(identity, issuers)) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  private static boolean isIssuedByOne(TlsIdentity identity, Principal @Nullable [] issuers) {
    if (issuers == null || issuers.length == 0) {
      return true;
    }
    var accepted = Set.of(Arrays.stream(issuers).distinct().toArray(Principal[]::new));
    return identity.chain().stream()
        .anyMatch(certificate -> accepted.contains(certificate.getIssuerX500Principal()));
  }

  private TlsIdentity identity(String alias) {
    return identities.get(Integer.parseInt(alias));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return identity(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identity(alias).key();
  }

  // For sockets and listings, which an engine has no use for.

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}

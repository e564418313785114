package dev.triga.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Makes the JDK's TLS contexts out of credentials and trust.
final class TlsContexts {
  private TlsContexts() {}

  /// The context of clients that show no certificate and trust whom the JDK trusts. One for all, so
  /// that sessions are resumed.
  static SSLContext ofSystem() {
    return OfSystem.CONTEXT;
  }

  private static final class OfSystem {
    static final SSLContext CONTEXT = of(null, List.of());
  }

  /// A context.
  ///
  /// @param credentials what to show, if anything
  /// @param trusted whom to trust; empty for whom the JDK trusts
  static SSLContext of(@Nullable TlsCredentials credentials, List<X509Certificate> trusted) {
    try {
      var trust = trusted.isEmpty() ? null : trusting(trusted);
      return credentials == null ? context(null, trust) : new CurrentContext(credentials, trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot make a TLS context: " + e, e);
    }
  }

  /// A context that shows these identities.
  static SSLContext of(List<TlsIdentity> identities, TrustManager @Nullable [] trust) {
    try {
      return context(new KeyManager[] {new CredentialKeys(identities)}, trust);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a TLS context: " + e, e);
    }
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
      throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }

  private static TrustManager[] trusting(List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("trusted-" + i, trusted.get(i));
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }
}

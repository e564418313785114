package dev.triga.testing.contract;

import dev.triga.net.TlsIdentity;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A trust of a test's own, in clients and servers alike: whoever is asked about anybody asks
/// [#check].
abstract class OwnTrust extends X509ExtendedTrustManager {
  /// Throws unless the first of these is to be trusted.
  abstract void check(X509Certificate... chain) throws CertificateException;

  SSLContext context() {
    return context(null);
  }

  /// A context that takes its random numbers there; null for the JDK's own.
  SSLContext context(@Nullable SecureRandom random) {
    try {
      return context(null, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a context", e);
    }
  }

  /// A context that shows this certificate.
  SSLContext contextOf(TlsIdentity identity) {
    try {
      var none = new char[0];
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", identity.key(), none, identity.chain().toArray(Certificate[]::new));
      var keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, none);
      return context(keys.getKeyManagers(), null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot make a context", e);
    }
  }

  private SSLContext context(KeyManager @Nullable [] keys, @Nullable SecureRandom random)
      throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {this}, random);
    return context;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}

package dev.triga.testing.contract;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A trust of one's own, in exactly one certificate, which counts how often it was asked: where a
/// session is resumed no certificate is shown.
final class CountingTrust extends X509ExtendedTrustManager {
  private final X509Certificate trusted;
  private final AtomicInteger count = new AtomicInteger();

  CountingTrust(X509Certificate trusted) {
    this.trusted = trusted;
  }

  int count() {
    return count.get();
  }

  SSLContext context() {
    return context(null);
  }

  /// A context that takes its random numbers there; null for the JDK's own.
  SSLContext context(@Nullable SecureRandom random) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make a context", e);
    }
  }

  private void check(X509Certificate... chain) throws CertificateException {
    count.incrementAndGet();
    if (!chain[0].equals(trusted)) {
      throw new CertificateException("not the one certificate that is trusted");
    }
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

package dev.triga.testing.contract;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;

/// A trust of one's own, in exactly one certificate, which counts how often it was asked: where a
/// session is resumed no certificate is shown.
final class CountingTrust extends OwnTrust {
  private final X509Certificate trusted;
  private final AtomicInteger count = new AtomicInteger();

  CountingTrust(X509Certificate trusted) {
    this.trusted = trusted;
  }

  int count() {
    return count.get();
  }

  @Override
  void check(X509Certificate... chain) throws CertificateException {
    count.incrementAndGet();
    if (!chain[0].equals(trusted)) {
      throw new CertificateException("not the one certificate that is trusted");
    }
  }
}

package dev.triga.testing.contract;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A trust that thinks until the test lets it answer, and then says what the test has chosen.
final class GatedTrust extends OwnTrust {
  /// What comes of thinking.
  @FunctionalInterface
  interface Verdict {
    void on(X509Certificate shown) throws CertificateException;
  }

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final Verdict verdict;

  GatedTrust(Verdict verdict) {
    this.verdict = verdict;
  }

  /// Trusts nobody.
  static GatedTrust refusing() {
    return new GatedTrust(shown -> {
      throw new CertificateException("nobody is trusted");
    });
  }

  void awaitAsked() {
    await(asked, "the trust manager was not asked");
  }

  /// Answers, now and from now on.
  void answer() {
    mayAnswer.countDown();
  }

  @Override
  void check(X509Certificate... chain) throws CertificateException {
    asked.countDown();
    await(mayAnswer, "the trust manager was not let go");
    verdict.on(chain[0]);
  }

  private static void await(CountDownLatch latch, String otherwise) {
    try {
      if (!latch.await(Contract.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(otherwise);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted: " + otherwise, e);
    }
  }
}

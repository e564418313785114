package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Certificates that OpenSSL makes, and clients that trust them.
final class Certificates {
  private Certificates() {}

  /// Makes one for `localhost` with its key.
  static void make(Path certificate, Path key) throws IOException, InterruptedException {
    var command =
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=localhost -addext subjectAltName=DNS:localhost")
            .split(" ");
    var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder.command().addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
    Process openssl = builder.start();
    openssl.getInputStream().readAllBytes();
    assertThat(openssl.waitFor()).isZero();
  }

  /// Trusts this certificate and no other.
  static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var input = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "it", CertificateFactory.getInstance("X.509").generateCertificate(input));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

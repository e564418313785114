package dev.triga.benchmarks.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// The key with which all servers speak TLS, and its certificate.
record ServerKey(PrivateKey key, X509Certificate certificate) {
  /// Protects nothing: the key is made for one run, in a folder that only its user can read.
  private static final String PASSWORD = "benchmark";

  private static final String ALIAS = "server";

  /// Reads them from a PKCS #12 file as `KeyFile` makes it.
  static ServerKey load(Path file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    return new ServerKey(
        (PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray()),
        (X509Certificate) store.getCertificate(ALIAS));
  }
}

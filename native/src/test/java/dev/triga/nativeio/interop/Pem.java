package dev.triga.nativeio.interop;

import dev.triga.net.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// Writes what foreign programs want to read.
final class Pem {
  private Pem() {}

  /// Certificates, one after the other.
  static String certificates(Path file, List<X509Certificate> chain)
      throws IOException, CertificateEncodingException {
    var text = new StringBuilder();
    for (var certificate : chain) {
      text.append(block("CERTIFICATE", certificate.getEncoded()));
    }
    return Files.writeString(file, text).toString();
  }

  /// The key of an identity.
  static String key(Path file, TlsIdentity identity) throws IOException {
    return Files.writeString(file, block("PRIVATE KEY", identity.key().getEncoded())).toString();
  }

  private static String block(String kind, byte[] content) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(content)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}

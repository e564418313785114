package dev.triga.tls.pem;

import dev.triga.net.TlsFiles;
import dev.triga.net.TlsIdentity;
import dev.triga.net.TlsIdentityException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// [TlsFiles] over Bouncy Castle's parser; keys and certificates themselves are the JDK's. Without
/// state.
public final class PemFiles implements TlsFiles {
  /// For `ServiceLoader`.
  public PemFiles() {}

  @Override
  public TlsIdentity identity(Path certificates, Path key) {
    var chain = PemFile.read(certificates, "certificate file").certificates();
    var secret = PemFile.read(key, "key file").key();
    try {
      return new TlsIdentity(secret, chain).checkValidAt(Instant.now());
    } catch (TlsIdentityException e) {
      throw new TlsIdentityException(
          "certificate file '" + certificates + "' with key file '" + key + "': " + e.getMessage(),
          e);
    }
  }

  @Override
  public List<X509Certificate> certificates(Path file) {
    return PemFile.read(file, "certificate file").certificates();
  }

  @Override
  public TlsIdentity selfSigned(String... names) {
    return SelfSigned.identity(names);
  }

  @Override
  public String toString() {
    return "PemFiles";
  }
}

package dev.triga.net;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.ServiceLoader;

/// Reads keys and certificates from PEM files, and makes certificates for development. The module
/// `triga-tls-pem` has it; it is found by `ServiceLoader`. Any thread; reading blocks.
///
/// ```java
/// var files = TlsFiles.installed();
/// var credentials = TlsCredentials.from(() -> List.of(files.identity(certificate, key)));
/// ```
public interface TlsFiles {
  /// The one that is installed.
  ///
  /// @throws IllegalStateException if there is none, with what to add
  static TlsFiles installed() {
    return ServiceLoader.load(TlsFiles.class, TlsFiles.class.getClassLoader())
        .findFirst()
        .or(() -> ServiceLoader.load(TlsFiles.class).findFirst())
        .orElseThrow(() ->
            new IllegalStateException(
                "nothing here reads PEM files; put the module triga-tls-pem on the path"));
  }

  /// An identity from a file with certificates, ours first, and a file with its private key
  /// (PKCS#8, PKCS#1 or SEC 1; it may be the same file).
  ///
  /// @throws TlsIdentityException if a file is missing or cannot be read, the key is encrypted or
  ///   does not belong to the certificate, the certificates are in the wrong order, or one has
  ///   expired; with the file's name
  TlsIdentity identity(Path certificates, Path key);

  /// All certificates of a file, such as those to trust.
  ///
  /// @throws TlsIdentityException if it is missing, cannot be read or has none; with its name
  List<X509Certificate> certificates(Path file);

  /// A new identity that vouches for itself, for a week: for development, since nobody else has a
  /// reason to trust it.
  ///
  /// @param names host names and literal addresses; at least one
  TlsIdentity selfSigned(String... names);
}

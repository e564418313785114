package dev.triga.tls.pem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.triga.net.TlsIdentityException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// The objects in one PEM file; text between them, and objects that are neither certificates nor
/// keys (such as the parameters of a curve), are passed over.
///
/// @param name what the file is and where, for messages
/// @param objects what is in it, in order
record PemFile(String name, List<Object> objects) {
  /// Far more than any chain of certificates takes.
  private static final int FILE_BYTES_MAX = 1 << 20;

  static PemFile read(Path file, String what) {
    String name = what + " '" + file + "'";
    if (Files.isDirectory(file)) {
      throw new TlsIdentityException(name + " is a folder; give the file in it");
    }
    try {
      long size = Files.size(file);
      if (size > FILE_BYTES_MAX) {
        throw new TlsIdentityException(
            name + " is " + size + " bytes long, more than " + FILE_BYTES_MAX + ": is it PEM?");
      }
      return new PemFile(name, parse(Files.readString(file, ISO_8859_1)));
    } catch (NoSuchFileException e) {
      throw new TlsIdentityException(name + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new TlsIdentityException(name + " cannot be read: permission denied", e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof TlsIdentityException known) {
        throw known;
      }
      throw new TlsIdentityException(name + " cannot be read: " + e, e);
    }
  }

  private static List<Object> parse(String text) throws IOException {
    List<Object> objects = new ArrayList<>();
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
    }
    return objects;
  }

  List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Object object : objects) {
      if (object instanceof X509CertificateHolder holder) {
        certificates.add(certificate(holder));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsIdentityException(
          name + " has no certificate; it should have '-----BEGIN CERTIFICATE-----'");
    }
    return certificates;
  }

  private X509Certificate certificate(X509CertificateHolder holder) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsIdentityException(name + " has a certificate that cannot be read: " + e, e);
    }
  }

  PrivateKey key() {
    for (Object object : objects) {
      switch (object) {
        case PrivateKeyInfo info -> {
          return key(info);
        }
        case PEMKeyPair pair -> {
          return key(pair.getPrivateKeyInfo());
        }
        case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
            throw new TlsIdentityException(
                name
                    + " has a key that is encrypted; decrypt it, for example with"
                    + " 'openssl pkey -in FILE -out PLAIN', and keep it readable for its owner"
                    + " only");
        default -> {}
      }
    }
    throw new TlsIdentityException(
        name + " has no private key; it should have '-----BEGIN PRIVATE KEY-----'");
  }

  private PrivateKey key(PrivateKeyInfo info) {
    String algorithm = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    try {
      return KeyFactory.getInstance(jdkName(algorithm))
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsIdentityException(name + " has a key that cannot be used: " + e, e);
    }
  }

  private String jdkName(String algorithm) {
    return switch (algorithm) {
      case "1.2.840.113549.1.1.1" -> "RSA";
      case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
      case "1.2.840.10045.2.1" -> "EC";
      case "1.3.101.112", "1.3.101.113" -> "EdDSA";
      default ->
          throw new TlsIdentityException(
              name
                  + " has a key of the kind "
                  + algorithm
                  + "; a TLS identity has an RSA, EC, Ed25519 or Ed448 key");
    };
  }
}

package dev.triga.testing;

import dev.triga.net.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A certificate authority for tests: issues certificates for any name and time, also wrong ones.
/// Made anew for each use, so nobody has reason to trust it anywhere else. Any thread.
///
/// ```java
/// var authority = TestAuthority.create();
/// var server = TlsOptions.server(TlsCredentials.of(authority.identity("localhost")));
/// var client = TlsOptions.client(List.of(authority.certificate()));
/// ```
public final class TestAuthority {
  private static final Duration LIFE = Duration.ofDays(2);
  private static final AtomicLong SERIAL = new AtomicLong(1);

  /// The kinds of key that an identity may have.
  public enum KeyKind {
    /// An elliptic-curve key on P-256: small and quick, what tests take if they do not care.
    EC("EC", 256),
    /// An RSA key of 2 048 bits.
    RSA("RSA", 2048);

    private final String algorithm;
    private final int bits;

    KeyKind(String algorithm, int bits) {
      this.algorithm = algorithm;
      this.bits = bits;
    }
  }

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;
  private final @Nullable TestAuthority issuer;

  private TestAuthority(String name, @Nullable TestAuthority issuer) {
    this.name = name;
    this.issuer = issuer;
    this.keys = newKeys(KeyKind.EC);
    var now = Instant.now();
    this.certificate =
        signed(
            issuer == null ? name : issuer.name,
            issuer == null ? keys.getPrivate() : issuer.keys.getPrivate(),
            name,
            keys.getPublic(),
            now.minus(LIFE),
            now.plus(LIFE),
            extension("2.5.29.19", Der.sequence(Der.yes())));
  }

  /// A new authority that vouches for itself.
  public static TestAuthority create() {
    return new TestAuthority("Test authority " + SERIAL.get(), null);
  }

  /// An authority for which this one vouches; the chains of its identities have its certificate.
  public TestAuthority intermediate() {
    return new TestAuthority("Test authority " + SERIAL.get(), this);
  }

  /// What to trust so as to trust all that it issues.
  public X509Certificate certificate() {
    return certificate;
  }

  /// An identity for these names (host names, wildcards, literal addresses), valid today.
  public TlsIdentity identity(String... names) {
    return identity(KeyKind.EC, names);
  }

  /// An identity with a key of this kind.
  public TlsIdentity identity(KeyKind kind, String... names) {
    var now = Instant.now();
    return identity(kind, now.minus(LIFE), now.plus(LIFE), names);
  }

  /// An identity whose certificate expired yesterday.
  public TlsIdentity expired(String... names) {
    var now = Instant.now();
    return identity(KeyKind.EC, now.minus(LIFE), now.minus(LIFE.dividedBy(2)), names);
  }

  /// An identity whose certificate is valid from tomorrow on.
  public TlsIdentity notYetValid(String... names) {
    var now = Instant.now();
    return identity(KeyKind.EC, now.plus(LIFE.dividedBy(2)), now.plus(LIFE), names);
  }

  private TlsIdentity identity(KeyKind kind, Instant from, Instant to, String... names) {
    var own = newKeys(kind);
    var issued =
        signed(
            name,
            keys.getPrivate(),
            names.length == 0 ? "nobody" : names[0],
            own.getPublic(),
            from,
            to,
            extension("2.5.29.17", alternativeNames(names)));
    return new TlsIdentity(
        own.getPrivate(), issuer == null ? List.of(issued) : List.of(issued, certificate));
  }

  private static KeyPair newKeys(KeyKind kind) {
    try {
      var generator = KeyPairGenerator.getInstance(kind.algorithm);
      generator.initialize(kind.bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + kind + " keys", e);
    }
  }

  private static byte[] alternativeNames(String... names) {
    var all = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      all[i] = alternativeName(names[i]);
    }
    return Der.sequence(all);
  }

  private static byte[] alternativeName(String name) {
    try {
      return Der.element(0x87, InetAddress.ofLiteral(name).getAddress());
    } catch (IllegalArgumentException e) {
      return Der.element(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] distinguishedName(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
  }

  private static X509Certificate signed(
      String issuer,
      PrivateKey issuerKey,
      String subject,
      PublicKey subjectKey,
      Instant from,
      Instant to,
      byte[] extension) {
    // ecdsa-with-SHA256: an authority has an EC key, whatever its identities have.
    var algorithm = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    var body =
        Der.sequence(
            Der.element(0xa0, Der.integer(2)),
            Der.integer(SERIAL.getAndIncrement()),
            algorithm,
            distinguishedName(issuer),
            Der.sequence(Der.time(from), Der.time(to)),
            distinguishedName(subject),
            subjectKey.getEncoded(),
            Der.element(0xa3, Der.sequence(extension)));
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuerKey);
      signature.update(body);
      var whole = Der.sequence(body, algorithm, Der.bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate of '" + subject + "' cannot be made", e);
    }
  }

  @Override
  public String toString() {
    return "TestAuthority[" + name + "]";
  }
}

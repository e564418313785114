package dev.triga.tls.pem;

import dev.triga.net.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes identities for development.
final class SelfSigned {
  private static final Duration LIFE = Duration.ofDays(7);

  /// A clock that is a little behind shall not refuse what was just made.
  private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;

  private SelfSigned() {}

  static TlsIdentity identity(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("a certificate needs at least one name");
    }
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      var keys = generator.generateKeyPair();
      var now = Instant.now();
      X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, names[0]).build();
      var builder =
          new JcaX509v3CertificateBuilder(
              subject,
              new BigInteger(SERIAL_BITS, new SecureRandom()),
              Date.from(now.minus(CLOCK_TOLERANCE)),
              Date.from(now.plus(LIFE)),
              subject,
              keys.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(Arrays.stream(names).map(SelfSigned::name).toArray(GeneralName[]::new)));
      var holder =
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
      return new TlsIdentity(keys.getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the JDK cannot make a certificate: " + e, e);
    }
  }

  private static GeneralName name(String name) {
    try {
      InetAddress.ofLiteral(name);
      return new GeneralName(GeneralName.iPAddress, name);
    } catch (IllegalArgumentException e) {
      return new GeneralName(GeneralName.dNSName, name);
    }
  }
}

package dev.triga.tls.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.TlsFiles;
import dev.triga.net.TlsIdentity;
import dev.triga.net.TlsIdentityException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys and certificates come out of PEM files as they went in; what is wrong is said with the
/// file's name.
class PemFilesTest {
  private static final TlsFiles FILES = TlsFiles.installed();

  @TempDir private Path folder;

  private Path file(String name, Object... objects) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return Files.writeString(folder.resolve(name), text.toString());
  }

  private static PemObject pkcs8(TlsIdentity identity) {
    return new PemObject("PRIVATE KEY", identity.key().getEncoded());
  }

  @Test
  void aSelfSignedIdentityIsForItsNamesToday() {
    var identity = FILES.selfSigned("localhost", "127.0.0.1");
    assertThat(identity.isFor("localhost")).isTrue();
    assertThat(identity.isFor("example.org")).isFalse();
    assertThat(identity.checkValidAt(Instant.now())).isSameAs(identity);
  }

  @Test
  void keysOfAllFormsAreRead() throws IOException {
    var identity = FILES.selfSigned("localhost");
    var certificate = file("certificate.pem", identity.certificate());
    var number = ((ECPrivateKey) identity.key()).getS();
    var sec1 =
        new PemObject(
            "EC PRIVATE KEY",
            new org.bouncycastle.asn1.sec.ECPrivateKey(256, number, SECObjectIdentifiers.secp256r1)
                .getEncoded());
    var whole = file("both.pem", identity.certificate(), pkcs8(identity));
    for (Path key : List.of(file("pkcs8.pem", pkcs8(identity)), file("sec1.pem", sec1), whole)) {
      var read = FILES.identity(whole, key);
      assertThat(read.chain()).isEqualTo(identity.chain());
      assertThat(((ECPrivateKey) read.key()).getS()).isEqualTo(number);
    }
    assertThat(FILES.certificates(certificate)).containsExactly(identity.certificate());
  }

  @Test
  void anRsaKeyInPkcs1IsRead() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var key = generator.generateKeyPair().getPrivate();
    var file = file("pkcs1.pem", key);
    assertThat(Files.readString(file)).contains("BEGIN RSA PRIVATE KEY");
    assertThat(PemFile.read(file, "key file").key()).isEqualTo(key);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    var certificate = file("certificate.pem", FILES.selfSigned("localhost").certificate());
    var key = file("key.pem", pkcs8(FILES.selfSigned("localhost")));
    assertThatThrownBy(() -> FILES.identity(certificate, key))
        .isInstanceOf(TlsIdentityException.class)
        .hasMessageContaining("does not belong to the certificate")
        .hasMessageContaining("key.pem");
  }

  @Test
  void aChainInTheWrongOrderIsRefused() throws IOException {
    var identity = FILES.selfSigned("localhost");
    var chain = file("chain.pem", identity.certificate(), FILES.selfSigned("other").certificate());
    var key = file("key.pem", pkcs8(identity));
    assertThatThrownBy(() -> FILES.identity(chain, key))
        .isInstanceOf(TlsIdentityException.class)
        .hasMessageContaining("put our certificate first");
  }

  @Test
  void aMissingFileIsNamed() {
    var missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> FILES.identity(missing, missing))
        .isInstanceOf(TlsIdentityException.class)
        .hasMessage("certificate file '" + missing + "' does not exist");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> FILES.certificates(folder))
        .isInstanceOf(TlsIdentityException.class)
        .hasMessage("certificate file '" + folder + "' is a folder; give the file in it");
  }

  @Test
  void aFileWithoutWhatItShouldHaveIsRefused() throws IOException {
    var identity = FILES.selfSigned("localhost");
    var certificate = file("certificate.pem", identity.certificate());
    var key = file("key.pem", pkcs8(identity));
    assertThatThrownBy(() -> FILES.identity(key, key)).hasMessageContaining("has no certificate");
    assertThatThrownBy(() -> FILES.identity(certificate, certificate))
        .hasMessageContaining("has no private key");
    var garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----");
    assertThatThrownBy(() -> FILES.certificates(garbage))
        .isInstanceOf(TlsIdentityException.class)
        .hasMessageContaining("garbage.pem");
  }

  @Test
  void anEncryptedKeyIsRefusedWithAdvice() throws IOException {
    var encrypted =
        new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2), new byte[48]);
    var key = file("key.pem", new PemObject("ENCRYPTED PRIVATE KEY", encrypted.getEncoded()));
    var certificate = file("certificate.pem", FILES.selfSigned("localhost").certificate());
    assertThatThrownBy(() -> FILES.identity(certificate, key))
        .isInstanceOf(TlsIdentityException.class)
        .hasMessageContaining("encrypted")
        .hasMessageContaining("openssl pkey");
  }
}

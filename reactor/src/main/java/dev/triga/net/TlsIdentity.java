package dev.triga.net;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who one is in TLS: a private key and the certificates that vouch for it. Immutable.
///
/// @param key the private key: RSA, EC or EdDSA
/// @param chain our certificate first, then each one's issuer; the root may be left out
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
  /// The kind of subject alternative name that is a DNS name (RFC 5280).
  private static final int DNS_NAME = 2;

  /// Checks that the key belongs to the first certificate, and that each certificate was issued by
  /// the next.
  ///
  /// @throws TlsIdentityException if not
  public TlsIdentity {
    Objects.requireNonNull(key, "key");
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new TlsIdentityException("there is no certificate; give at least the one of the key");
    }
    checkKey(key, chain.getFirst());
    for (int i = 0; i + 1 < chain.size(); i++) {
      checkIssued(chain.get(i), chain.get(i + 1));
    }
  }

  /// Signs with the key and has the certificate verify it: the one test that holds for every kind
  /// of key.
  private static void checkKey(PrivateKey key, X509Certificate certificate) {
    PublicKey other = certificate.getPublicKey();
    boolean fits;
    try {
      fits = KeyPairCheck.belongTogether(key, other);
    } catch (GeneralSecurityException e) {
      throw new TlsIdentityException(
          "the " + key.getAlgorithm() + " key cannot be used: " + e.getMessage(), e);
    }
    if (!fits) {
      throw new TlsIdentityException(
          "the "
              + key.getAlgorithm()
              + " key does not belong to the certificate of '"
              + certificate.getSubjectX500Principal()
              + "', which has another "
              + other.getAlgorithm()
              + " key; give the key for which the certificate was issued");
    }
  }

  private static void checkIssued(X509Certificate certificate, X509Certificate issuer) {
    try {
      if (certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        certificate.verify(issuer.getPublicKey());
        return;
      }
    } catch (GeneralSecurityException e) {
      throw wrongOrder(certificate, issuer, e);
    }
    throw wrongOrder(certificate, issuer, null);
  }

  private static TlsIdentityException wrongOrder(
      X509Certificate certificate, X509Certificate issuer, @Nullable Throwable cause) {
    return new TlsIdentityException(
        "the certificate of '"
            + certificate.getSubjectX500Principal()
            + "' was issued by '"
            + certificate.getIssuerX500Principal()
            + "', but the next one in the chain is that of '"
            + issuer.getSubjectX500Principal()
            + "'; put our certificate first and behind each one its issuer",
        cause);
  }

  /// Our own certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// Checks that all certificates are valid at this time.
  ///
  /// @return this
  /// @throws TlsIdentityException if one has expired or is not valid yet
  public TlsIdentity checkValidAt(Instant time) {
    for (var certificate : chain) {
      var end = certificate.getNotAfter().toInstant();
      var begin = certificate.getNotBefore().toInstant();
      if (time.isAfter(end)) {
        throw new TlsIdentityException(
            "the certificate of '"
                + certificate.getSubjectX500Principal()
                + "' expired at "
                + end
                + "; get a new one");
      }
      if (time.isBefore(begin)) {
        throw new TlsIdentityException(
            "the certificate of '"
                + certificate.getSubjectX500Principal()
                + "' is not valid before "
                + begin
                + "; is the clock right?");
      }
    }
    return this;
  }

  /// Whether our certificate is for this host name: it has the name among its alternative names, or
  /// a wildcard that stands for its first label.
  public boolean isFor(String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String wildcard = dot < 0 ? "" : "*" + wanted.substring(dot);
    for (String name : dnsNames()) {
      if (name.equals(wanted) || name.equals(wildcard)) {
        return true;
      }
    }
    return false;
  }

  private List<String> dnsNames() {
    try {
      Collection<List<?>> names = certificate().getSubjectAlternativeNames();
      if (names == null) {
        return List.of();
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> name.getLast().toString().toLowerCase(Locale.ROOT))
          .toList();
    } catch (CertificateParsingException e) {
      throw new TlsIdentityException("the names in the certificate cannot be read", e);
    }
  }

  /// Without the key, so that it does not get into a log.
  @Override
  public String toString() {
    return "TlsIdentity["
        + certificate().getSubjectX500Principal()
        + ", "
        + key.getAlgorithm()
        + ", "
        + chain.size()
        + " certificates]";
  }
}

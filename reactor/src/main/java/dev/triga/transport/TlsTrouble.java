package dev.triga.transport;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says in one sentence what the JDK says in a chain of exceptions.
final class TlsTrouble {
  /// Deeper than any chain of causes the JDK makes.
  private static final int CAUSES_MAX = 16;

  /// What the JDK says of an alert, behind the alert's name in parentheses.
  private static final String ALERT = "Received fatal alert: ";

  private TlsTrouble() {}

  /// The sentence.
  ///
  /// @param host the name that the server should have, if we are a client
  /// @param versions the versions that are allowed here
  static String sentence(SSLException wrong, @Nullable String host, String... versions) {
    if (wrong instanceof NotTlsException) {
      return said(wrong);
    }
    String peer = host == null ? "the peer's certificate" : "the certificate of '" + host + "'";
    Throwable deepest = wrong;
    for (int i = 0; i < CAUSES_MAX && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
      if (deepest instanceof CertificateExpiredException) {
        return peer + " has expired: " + said(deepest);
      }
      if (deepest instanceof CertificateNotYetValidException) {
        return peer + " is not valid yet: " + said(deepest);
      }
    }
    if (deepest instanceof CertPathValidatorException) {
      return peer + " does not hold: " + said(deepest);
    }
    if (deepest instanceof CertificateException) {
      return peer + " is for somebody else: " + said(deepest);
    }
    if (deepest.getClass().getName().endsWith("SunCertPathBuilderException")) {
      return peer
          + " is not issued by anybody who is trusted here; name its issuer in TlsOptions.client";
    }
    String said = said(wrong);
    int alert = said.indexOf(ALERT);
    if (alert >= 0) {
      return "the peer has ended TLS with the alert " + said.substring(alert + ALERT.length());
    }
    if (said.startsWith("(protocol_version)")) {
      return "the peer speaks none of the versions that are allowed here ("
          + String.join(", ", versions)
          + "): "
          + said;
    }
    return "TLS failed: " + said;
  }

  private static String said(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.toString() : message;
  }
}

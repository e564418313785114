package dev.triga.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/// Finds out whether two keys are a pair.
final class KeyPairCheck {
  private static final byte[] SAMPLE = "do these two keys belong together?".getBytes(US_ASCII);

  private KeyPairCheck() {}

  static boolean belongTogether(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
      return false;
    }
    var signing = signature(secret.getAlgorithm());
    signing.initSign(secret);
    signing.update(SAMPLE);
    byte[] signed = signing.sign();
    var verifying = signature(secret.getAlgorithm());
    verifying.initVerify(open);
    verifying.update(SAMPLE);
    try {
      return verifying.verify(signed);
    } catch (SignatureException e) {
      // Keys of different sizes make signatures of different sizes.
      return false;
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "RSASSA-PSS" -> {
        var pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
            new PSSParameterSpec(
                "SHA-256",
                "MGF1",
                MGF1ParameterSpec.SHA256,
                32,
                PSSParameterSpec.TRAILER_FIELD_BC));
        yield pss;
      }
      default -> Signature.getInstance(algorithm);
    };
  }
}

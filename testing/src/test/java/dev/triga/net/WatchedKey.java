package dev.triga.net;

import java.io.Serial;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;

/// A key that tells when somebody asks of what kind it is, which is what a choice begins with, and
/// counts how often it signs.
final class WatchedKey implements ECPrivateKey {
  @Serial private static final long serialVersionUID = 1L;

  private final ECPrivateKey below;
  private transient Runnable onLook = () -> {};
  private int uses;

  WatchedKey(PrivateKey below) {
    this.below = (ECPrivateKey) below;
  }

  /// From now on this runs when it is asked of what kind it is.
  void atEachLook(Runnable action) {
    onLook = action;
  }

  /// How often its secret was read.
  int uses() {
    return uses;
  }

  @Override
  public String getAlgorithm() {
    onLook.run();
    return below.getAlgorithm();
  }

  @Override
  public String getFormat() {
    return below.getFormat();
  }

  @Override
  public byte[] getEncoded() {
    uses++;
    return below.getEncoded();
  }

  @Override
  public BigInteger getS() {
    uses++;
    return below.getS();
  }

  @Override
  public ECParameterSpec getParams() {
    return below.getParams();
  }
}

package dev.triga.actors.launch;

import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.security.MessageDigest;
import java.security.SecureRandom;

/// What the processes of one run know and nobody else: 32 random bytes. It travels on standard
/// input and over sockets whose other end is of the same user, never on a command line or in an
/// environment.
public final class Secret {
  private static final int BYTES = 32;

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A new one.
  public static Secret fresh() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(bytes);
  }

  /// Reads one.
  static Secret read(WireInput in) {
    byte[] bytes = in.takeBytes();
    if (bytes.length != BYTES) {
      throw new WireException("a secret has " + BYTES + " bytes, not " + bytes.length);
    }
    return new Secret(bytes);
  }

  /// Writes it.
  void write(WireOutput out) {
    out.putBytes(bytes);
  }

  /// Whether it is the same one; the time it takes does not depend on where they differ.
  boolean matches(Secret other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  /// Says nothing.
  @Override
  public String toString() {
    return "Secret[32 bytes]";
  }
}

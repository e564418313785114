package dev.triga.actors.launch;

import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;

/// What the processes of one run know and nobody else: 32 random bytes. It travels on standard
/// input and over sockets whose other end is of the same user, never on a command line or in an
/// environment. The one of the control socket lies in the run directory, which only we may enter.
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

  /// What [#save] has written.
  ///
  /// @throws IOException if it cannot be read, or is no secret
  public static Secret load(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES + 1);
      if (bytes.length != BYTES) {
        throw new IOException(file + " has " + bytes.length + " bytes instead of " + BYTES);
      }
      return new Secret(bytes);
    }
  }

  /// Writes it to a new file that only we can read.
  ///
  /// @throws IOException if that cannot be done
  public void save(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, bytes, StandardOpenOption.WRITE);
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

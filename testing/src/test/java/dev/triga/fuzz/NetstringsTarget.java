package dev.triga.fuzz;

import dev.triga.protocol.Framing;

/// Netstrings.
public final class NetstringsTarget {
  private NetstringsTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    Frames.check(Framing.netstrings().limit(1000), data);
  }
}

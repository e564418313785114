package dev.triga.http.websocket;

import java.util.zip.Deflater;

/// How messages are compressed if the peer agrees (`permessage-deflate`, RFC 7692). A value.
///
/// A sender that remembers the messages before (*context take-over*) compresses similar small
/// messages much better, and costs each connection about 300 KiB of native memory. So by default
/// both sides are asked to forget each message, and all connections of a reactor share one pair of
/// compressors.
///
/// @param isWanted whether to agree on it at all
/// @param level of zlib, from 1 (fast) to 9 (small)
/// @param fromBytes how many bytes a message has to have to be worth it
/// @param contextsMax how many connections of a reactor may remember; the next ones agree on
///   forgetting
public record Compression(boolean isWanted, int level, int fromBytes, int contextsMax) {
  /// Level 1, messages from 1 KiB on, nobody remembers.
  public static final Compression DEFAULT = new Compression(true, Deflater.BEST_SPEED, 1024, 0);

  /// None.
  public static final Compression OFF = new Compression(false, Deflater.BEST_SPEED, 1024, 0);

  /// Settings.
  ///
  /// @throws IllegalArgumentException if the level is not from 1 to 9, or another number negative
  public Compression {
    if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
      throw new IllegalArgumentException("level " + level + ": one from 1 to 9 is needed");
    }
    if (fromBytes < 0 || contextsMax < 0) {
      throw new IllegalArgumentException(
          "fromBytes " + fromBytes + " and contextsMax " + contextsMax + " must not be negative");
    }
  }

  /// The same with another level.
  ///
  /// @throws IllegalArgumentException if it is not from 1 to 9
  public Compression withLevel(int other) {
    return new Compression(isWanted, other, fromBytes, contextsMax);
  }

  /// The same, for messages from another size on.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Compression withFromBytes(int bytes) {
    return new Compression(isWanted, level, bytes, contextsMax);
  }

  /// The same, where so many connections of a reactor may remember.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Compression withContexts(int max) {
    return new Compression(isWanted, level, fromBytes, max);
  }
}

package dev.triga.http.websocket;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/// Compresses messages (RFC 7692, 7.2.1). On the turn.
final class Deflation {
  /// What a flush ends with, and a message leaves away.
  private static final int TAIL_BYTES = 4;

  /// Beyond what zlib adds to bytes that cannot be compressed, five for each block.
  private static final int ROOM_BYTES = 64;

  private final Deflater deflater;
  private final Workspace workspace;
  private final boolean keepsContext;

  /// One that remembers the messages before, or can be shared.
  Deflation(Workspace workspace, int level, boolean keepsContext) {
    this.workspace = workspace;
    this.keepsContext = keepsContext;
    this.deflater = new Deflater(level, true);
  }

  boolean keepsContext() {
    return keepsContext;
  }

  /// Compresses a message into [Workspace#deflated()].
  ///
  /// @return how many bytes it is
  int deflate(ByteBuffer message) {
    deflater.setInput(message);
    int length = 0;
    while (true) {
      byte[] into = workspace.deflatedRoom(length, length + ROOM_BYTES);
      int some = deflater.deflate(into, length, into.length - length, Deflater.SYNC_FLUSH);
      length += some;
      if (length < into.length) {
        break;
      }
    }
    if (!keepsContext) {
      deflater.reset();
    }
    return length - TAIL_BYTES;
  }

  /// Gives the memory of zlib back.
  void end() {
    deflater.end();
  }
}

package dev.triga.actors.wire;

import dev.triga.stream.ByteQueue;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Puts the pieces of one lane's messages together again. On the turn.
final class Assembly {
  private @Nullable ByteQueue pieces;

  /// Takes a piece.
  ///
  /// @param piece valid during the call only
  /// @param isLast whether the message ends with it
  /// @param bytesMax how long the message may become
  /// @return the message, as valid as the piece if it was its only one; null while it is unfinished
  /// @throws WireException if the message is too long
  @Nullable ByteBuffer take(ByteBuffer piece, boolean isLast, int bytesMax) {
    var before = pieces;
    if ((before == null ? 0 : before.size()) + piece.remaining() > bytesMax) {
      throw new WireException("a message of more than " + bytesMax + " bytes came in");
    }
    if (before == null && isLast) {
      return piece;
    }
    var all = before == null ? new ByteQueue(WireOutput.MESSAGE_BYTES_MAX) : before;
    pieces = all;
    all.append(piece);
    if (!isLast) {
      return null;
    }
    pieces = null;
    return all.pop();
  }
}

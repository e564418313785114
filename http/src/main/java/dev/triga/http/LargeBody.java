package dev.triga.http;

import dev.triga.net.Producer;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;

/// Sends a large body as the client takes it. Each piece is written when all before it has gone, so
/// that the system has it from where it is, and only what it does not take of one piece is copied.
/// On the turn.
final class LargeBody implements Producer.Pull {
  /// Bodies above it are sent so.
  static final int BYTES_MIN = 256 << 10;

  /// On the heap, a piece is what drivers move through their own memory in one call.
  private static final int HEAP_PIECE_BYTES = 64 << 10;

  private static final int DIRECT_PIECE_BYTES = 256 << 10;

  /// After so many bytes others have their turn.
  private static final int BYTES_AT_ONCE_MAX = 1 << 20;

  private final Transport transport;
  private final ByteBuffer content;
  private final Runnable progressed;
  private final Runnable sent;

  /// A body that begins to be sent when this is registered.
  ///
  /// @param progressed runs whenever the client has taken some
  /// @param sent runs when the last piece is written
  LargeBody(Transport transport, ByteBuffer content, Runnable progressed, Runnable sent) {
    this.transport = transport;
    this.content = content;
    this.progressed = progressed;
    this.sent = sent;
  }

  @Override
  public void resume() {
    int piece = content.isDirect() ? DIRECT_PIECE_BYTES : HEAP_PIECE_BYTES;
    progressed.run();
    int end = Math.min(content.limit(), content.position() + BYTES_AT_ONCE_MAX);
    do {
      int count = Math.min(piece, content.remaining());
      transport.write(content.slice(content.position(), count));
      content.position(content.position() + count);
    } while (content.position() < end && transport.unsentBytes() == 0 && transport.isOpen());
    if (!content.hasRemaining()) {
      transport.unregisterProducer();
      sent.run();
    }
  }

  @Override
  public void stop() {
    // What is left says how much was not written.
  }

  /// How much is left to write.
  int left() {
    return content.remaining();
  }
}

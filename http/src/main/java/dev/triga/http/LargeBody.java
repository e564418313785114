package dev.triga.http;

import dev.triga.net.Producer;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;

/// Sends a large body as the client takes it. Each piece is written when all before it has gone, so
/// that the system has it from where it is; of a piece on the heap what it does not take is copied.
/// On the turn.
final class LargeBody implements Producer.Pull {
  /// Bodies above it are sent so.
  static final int BYTES_MIN = 256 << 10;

  /// On the heap, a piece is what drivers move through their own memory in one call.
  private static final int HEAP_PIECE_BYTES = 64 << 10;

  /// After so many bytes others have their turn. What is direct goes out in one call.
  static final int BYTES_AT_ONCE_MAX = 1 << 20;

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
    progressed.run();
    int end = content.position() + Math.min(BYTES_AT_ONCE_MAX, content.remaining());
    if (content.isDirect()) {
      transport.lend(content.slice(content.position(), end - content.position()));
      content.position(end);
    } else {
      writeUpTo(end);
    }
    if (!content.hasRemaining()) {
      transport.unregisterProducer();
      sent.run();
    }
  }

  private void writeUpTo(int end) {
    do {
      int count = Math.min(HEAP_PIECE_BYTES, end - content.position());
      transport.write(content.slice(content.position(), count));
      content.position(content.position() + count);
    } while (content.position() < end && transport.unsentBytes() == 0 && transport.isOpen());
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

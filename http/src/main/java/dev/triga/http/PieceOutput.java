package dev.triga.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.async.Deferred;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes a body in chunks (RFC 9112, 7.1), or as it is.
final class PieceOutput implements BodyOutput {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

  private final Transport transport;
  private final boolean isChunked;
  private final UnaryOperator<WriteOutcome> noted;
  private final List<Deferred<@Nullable Void>> waiting = new ArrayList<>(1);
  private long bodyBytes;
  private boolean isOver;

  PieceOutput(Transport transport, boolean isChunked, UnaryOperator<WriteOutcome> noted) {
    this.transport = transport;
    this.isChunked = isChunked;
    this.noted = noted;
  }

  @Override
  public Deferred<@Nullable Void> write(String text) {
    return write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Override
  @SuppressWarnings("NullAway") // Void has no other value.
  public Deferred<@Nullable Void> write(ByteBuffer data) {
    Deferred<@Nullable Void> written = new Deferred<>();
    if (isOver) {
      written.cancel();
      return written;
    }
    // An empty chunk would be the end.
    WriteOutcome outcome = data.hasRemaining() ? noted.apply(put(data)) : WriteOutcome.QUEUED;
    switch (outcome) {
      case QUEUED -> written.succeed(null);
      case ABOVE_HIGH_WATER -> waiting.add(written);
      case CLOSED -> written.cancel();
    }
    return written;
  }

  /// What was written, without the frames of chunks.
  long bodyBytes() {
    return bodyBytes;
  }

  private WriteOutcome put(ByteBuffer data) {
    bodyBytes += data.remaining();
    if (!isChunked) {
      return transport.write(data);
    }
    byte[] size = (Integer.toHexString(data.remaining()) + "\r\n").getBytes(US_ASCII);
    return transport.writeSequence(List.of(ByteBuffer.wrap(size), data, ByteBuffer.wrap(CRLF)));
  }

  /// The unsent bytes have gone: whoever waits may go on.
  @SuppressWarnings("NullAway") // Void has no other value.
  void release() {
    var released = List.copyOf(waiting);
    waiting.clear();
    released.forEach(written -> written.succeed(null));
  }

  /// Nothing more is written; whoever waits is told.
  void leave() {
    isOver = true;
    var left = List.copyOf(waiting);
    waiting.clear();
    left.forEach(Deferred::cancel);
  }

  /// The body is whole.
  void end() {
    isOver = true;
    if (isChunked) {
      var _ = noted.apply(transport.write(ByteBuffer.wrap(LAST)));
    }
  }
}

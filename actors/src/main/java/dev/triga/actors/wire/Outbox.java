package dev.triga.actors.wire;

import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// What waits to be written to one connection: a queue for each lane, of which [Lane#CONTROL] goes
/// first whenever the connection takes more. On the turn.
///
/// As long as the connection takes everything, nothing waits and nothing is copied here.
final class Outbox {
  /// The message in a frame goes on in the next one of its lane.
  static final int MORE = 2;

  /// Bytes of a message in one frame: as many as a connection takes before it asks to be spared
  /// more, so that this is how long an urgent message waits for one that is under way.
  static final int PIECE_BYTES_MAX = 64 << 10;

  private final Transport transport;
  private final ByteBuffer head = ByteBuffer.allocate(WireOutput.HEAD_BYTES);
  private final ArrayDeque<ByteBuffer> control = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> mail = new ArrayDeque<>();
  private long waitingBytes;
  private boolean isSpared;

  Outbox(Transport transport) {
    this.transport = transport;
  }

  /// Sends a message.
  ///
  /// @return whether it was taken: false when the connection has ended
  /// @throws WireException if more waits than may, which only a peer that does not read brings
  ///   about
  boolean send(Lane lane, WireOutput message) {
    boolean isNext = control.isEmpty() && (lane == Lane.CONTROL || mail.isEmpty());
    if (!isSpared && isNext && message.size() <= PIECE_BYTES_MAX) {
      return noted(transport.write(message.asFrame(lane.number())));
    }
    if (!transport.isOpen()) {
      return false;
    }
    if (waitingBytes + message.size() > Transport.DEFAULT_HARD_CAP_BYTES) {
      throw new WireException(
          waitingBytes + " bytes wait for a peer that does not read, and more may not");
    }
    waitingBytes += message.size();
    (lane == Lane.CONTROL ? control : mail).add(ByteBuffer.wrap(message.toBytes()));
    drain();
    return true;
  }

  /// The connection takes more.
  void writable() {
    isSpared = false;
    drain();
  }

  /// How many bytes wait here.
  long waitingBytes() {
    return waitingBytes;
  }

  private void drain() {
    while (!isSpared) {
      if (!control.isEmpty()) {
        piece(control, Lane.CONTROL);
      } else if (!mail.isEmpty()) {
        piece(mail, Lane.MAIL);
      } else {
        return;
      }
    }
  }

  private void piece(ArrayDeque<ByteBuffer> queue, Lane lane) {
    ByteBuffer message = queue.element();
    int size = Math.min(message.remaining(), PIECE_BYTES_MAX);
    boolean isLast = size == message.remaining();
    head.clear().putInt(size + 1).put((byte) (lane.number() | (isLast ? 0 : MORE))).flip();
    noted(transport.write(head));
    noted(transport.write(message.slice(message.position(), size)));
    message.position(message.position() + size);
    waitingBytes -= size;
    if (isLast) {
      queue.remove();
    }
  }

  private boolean noted(WriteOutcome outcome) {
    switch (outcome) {
      case QUEUED -> {}
      case ABOVE_HIGH_WATER -> isSpared = true;
      case CLOSED -> {
        control.clear();
        mail.clear();
        waitingBytes = 0;
        return false;
      }
    }
    return true;
  }
}

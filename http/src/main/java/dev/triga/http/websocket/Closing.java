package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a socket ends: a close frame in each direction, then the server ends the connection (RFC
/// 6455, 7.1.1), all within a time. On the turn.
final class Closing {
  private static final int REASON_BYTES_MAX = 123;

  private final Transport transport;
  private final FrameWriter writer;
  private final boolean isServer;
  private final Duration timeout;
  private @Nullable ScheduledCall deadline;
  private boolean isSent;
  private boolean isReceived;
  private boolean isOver;
  private int code = CloseCode.ABNORMAL;
  private String reason = "";

  Closing(Transport transport, FrameWriter writer, boolean isServer, Duration timeout) {
    this.transport = transport;
    this.writer = writer;
    this.isServer = isServer;
    this.timeout = timeout;
  }

  /// Whether messages go and come.
  boolean isOpen() {
    return !isSent && !isReceived && !isOver;
  }

  /// Whether nothing that comes matters any more.
  boolean isDeaf() {
    return isReceived || isOver;
  }

  /// Says goodbye first.
  boolean begin(int with, String why) {
    byte[] bytes = why.getBytes(UTF_8);
    if (!CloseCode.maySend(with)) {
      throw new IllegalArgumentException(
          "a close frame must not have the code " + with + ": see CloseCode");
    }
    if (bytes.length > REASON_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a reason of " + bytes.length + " bytes: a close frame has room for 123");
    }
    if (!isOpen()) {
      return false;
    }
    send(with, bytes);
    deadline = transport.reactor().schedule(timeout, this::tooLate);
    return true;
  }

  private void send(int with, byte[] why) {
    isSent = true;
    var data = ByteBuffer.allocate(Short.BYTES + why.length);
    if (with != CloseCode.NONE) {
      data.putShort((short) with).put(why);
    }
    var _ = writer.control(Opcode.CLOSE, data.flip());
  }

  /// The peer says goodbye, or answers ours.
  ///
  /// @throws FrameFailure if it says it wrongly
  void received(ByteBuffer data) {
    int with = CloseCode.NONE;
    String why = "";
    if (data.remaining() == 1) {
      throw FrameFailure.protocol("a close frame has half a code");
    }
    if (data.hasRemaining()) {
      with = Short.toUnsignedInt(data.getShort());
      if (!CloseCode.maySend(with)) {
        throw FrameFailure.protocol("a close frame has the code " + with);
      }
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      var utf8 = new Utf8();
      if (!utf8.accepts(bytes, 0, bytes.length) || !utf8.isWhole()) {
        throw new FrameFailure(CloseCode.INVALID_DATA, "the reason of a close is not UTF-8");
      }
      why = new String(bytes, UTF_8);
    }
    isReceived = true;
    code = with;
    reason = why;
    if (!isSent) {
      send(with, new byte[0]);
    }
    end();
  }

  /// The peer, or our side, has done what cannot go on.
  void fail(int with, String why) {
    if (isOver) {
      return;
    }
    if (!isReceived) {
      code = with;
      reason = why;
    }
    if (!isSent) {
      send(with, why.getBytes(UTF_8));
    }
    isOver = true;
    end(true);
  }

  private void end() {
    end(isServer);
  }

  private void end(boolean isOurs) {
    if (isOurs) {
      isOver = true;
      cancelDeadline();
      transport.close(timeout);
    } else if (deadline == null) {
      deadline = transport.reactor().schedule(timeout, this::tooLate);
    }
  }

  /// The peer ends its side of the connection.
  void peerEnded() {
    isOver = true;
    cancelDeadline();
    transport.close(timeout);
  }

  private void tooLate() {
    isOver = true;
    transport.abort(
        CloseReason.of(
            CloseReason.Kind.TIMED_OUT, "the peer did not end the WebSocket within " + timeout));
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /// The connection has ended.
  WebSocketClose ended(CloseReason connection) {
    isOver = true;
    cancelDeadline();
    return new WebSocketClose(code, reason, isSent && isReceived, connection);
  }
}

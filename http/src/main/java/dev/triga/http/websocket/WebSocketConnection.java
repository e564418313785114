package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.http.Request;
import dev.triga.http.UpgradedProtocol;
import dev.triga.loop.Turn;
import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A WebSocket over a connection: reads and writes frames, answers pings, and lets each message go
/// to the listener. How it ends is [Closing]'s, whether the peer is alive [Liveness]'s. On the
/// turn.
final class WebSocketConnection implements UpgradedProtocol, FrameReader.Sink, WebSocket {
  private static final int CONTROL_BYTES_MAX = 125;
  private static final WebSocketListener NOBODY = new WebSocketListener() {};

  private final Transport transport;
  private final Turn turn;
  private final Workspace.Terms terms;
  private final Workspace workspace;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Closing closing;
  private final Liveness liveness;
  private final int queuedBytesMax;
  private WebSocketFactory factory = socket -> NOBODY;
  private WebSocketListener listener = NOBODY;
  private @Nullable Request request;
  private @Nullable ByteBuffer held;
  private @Nullable List<BroadcastGroup> groups;
  private boolean isPausedByUser;
  private boolean isPausedForPongs;

  WebSocketConnection(
      Transport transport, WebSocketSettings settings, Workspace workspace, Workspace.Terms terms) {
    this.transport = transport;
    this.turn = (Turn) transport.reactor();
    this.terms = terms;
    this.workspace = workspace;
    this.reader = new FrameReader(this, workspace, terms.isServer(), settings, terms.inflation());
    this.writer = new FrameWriter(transport, workspace, terms.isServer(), terms.deflation());
    this.closing = new Closing(transport, writer, terms.isServer(), settings.closeTimeout());
    this.liveness = new Liveness(transport, this::ask, settings.pingInterval());
    this.queuedBytesMax = settings.queuedBytes();
  }

  /// Says who listens, once the transport calls this connection.
  ///
  /// @param asked the request, on the server's side
  WebSocketConnection openedBy(WebSocketFactory by, @Nullable Request asked) {
    factory = by;
    request = asked;
    return this;
  }

  @Override
  public void connectionMade() {
    workspace.open().add(this);
    liveness.begin();
    guarded(() -> {
      listener = Objects.requireNonNull(factory.open(this), "the factory returned null");
      listener.opened();
    });
    factory = socket -> NOBODY;
    request = null;
  }

  @Override
  public void goAway() {
    turn.deliver(() -> close(CloseCode.GOING_AWAY, ""));
  }

  // What comes in.

  @Override
  public void dataReceived(ByteBuffer data) {
    liveness.heard();
    read(data);
  }

  private void read(ByteBuffer data) {
    try {
      reader.read(data);
    } catch (FrameFailure failure) {
      closing.fail(failure.code(), failure.getMessage() == null ? "" : failure.getMessage());
      return;
    }
    if (data.hasRemaining() && !closing.isDeaf()) {
      held = ByteBuffer.allocate(data.remaining()).put(data).flip();
    }
  }

  @Override
  public boolean isHalted() {
    return closing.isDeaf() || isReadingStopped();
  }

  private boolean isReadingStopped() {
    return isPausedByUser || isPausedForPongs;
  }

  @Override
  public void message(boolean isText, ByteBuffer message) {
    if (!closing.isOpen()) {
      return;
    }
    try {
      if (isText) {
        listener.utf8Received(message);
      } else {
        listener.binaryReceived(message);
      }
    } catch (Halt halt) {
      throw halt;
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  @Override
  public void control(int opcode, ByteBuffer data) {
    switch (opcode) {
      case Opcode.CLOSE -> closing.received(data);
      case Opcode.PING -> {
        if (closing.isOpen()
            && writer.control(Opcode.PONG, data) == WriteOutcome.ABOVE_HIGH_WATER) {
          // Somebody who asks and does not listen is not asked either.
          isPausedForPongs = true;
          updateReading();
        }
      }
      default -> {
        if (closing.isOpen()) {
          guarded(() -> listener.pongReceived(data));
        }
      }
    }
  }

  @Override
  public void readingResumed() {
    var rest = held;
    held = null;
    if (rest != null) {
      read(rest);
    }
  }

  @Override
  public void readClosed(Transport ended) {
    closing.peerEnded();
  }

  @Override
  public void writable() {
    if (isPausedForPongs) {
      isPausedForPongs = false;
      updateReading();
    }
    if (closing.isOpen()) {
      guarded(listener::writable);
    }
  }

  @Override
  public void connectionLost(CloseReason reason) {
    held = null;
    liveness.end();
    workspace.open().remove(this);
    if (groups != null) {
      List.copyOf(groups).forEach(group -> group.remove(this));
    }
    if (terms.hasContext()) {
      endContext();
    }
    var last = listener;
    listener = NOBODY;
    guarded(() -> last.closed(closing.ended(reason)));
  }

  private void endContext() {
    workspace.giveContext();
    if (terms.inflation() != null && terms.inflation() != workspace.inflation()) {
      terms.inflation().end();
    }
    if (terms.deflation() != null && terms.deflation() != workspace.deflation()) {
      terms.deflation().end();
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (Halt halt) {
      throw halt;
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  private void failed(RuntimeException failure) {
    reactor().log().error("a listener of " + this + " failed", failure);
    closing.fail(CloseCode.SERVER_ERROR, "the application failed");
  }

  // What goes out.

  @Override
  public WriteOutcome send(String text) {
    return message(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Override
  public WriteOutcome sendUtf8(ByteBuffer utf8) {
    turn.checkTurn("WebSocket.sendUtf8");
    if (!workspace.isUtf8(utf8)) {
      throw new IllegalArgumentException("the text is not UTF-8: send it as a binary message");
    }
    return message(Opcode.TEXT, utf8);
  }

  @Override
  public WriteOutcome send(ByteBuffer binary) {
    return message(Opcode.BINARY, binary);
  }

  WriteOutcome message(int opcode, ByteBuffer bytes) {
    return mayQueue() ? writer.message(opcode, bytes) : refused(bytes);
  }

  /// Sends a frame that others are sent, too.
  WriteOutcome shared(ByteBuffer frame) {
    return mayQueue() ? transport.write(frame) : refused(frame);
  }

  FrameWriter writer() {
    return writer;
  }

  private static WriteOutcome refused(ByteBuffer bytes) {
    bytes.position(bytes.limit());
    return WriteOutcome.CLOSED;
  }

  private boolean mayQueue() {
    turn.checkTurn("WebSocket.send");
    if (!closing.isOpen()) {
      return false;
    }
    if (transport.unsentBytes() > queuedBytesMax) {
      transport.abort(
          CloseReason.of(
              CloseReason.Kind.OVERFLOW,
              "more than " + queuedBytesMax + " bytes wait for the peer to take them"));
      return false;
    }
    return true;
  }

  @Override
  public WriteOutcome ping(ByteBuffer data) {
    turn.checkTurn("WebSocket.ping");
    if (data.remaining() > CONTROL_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a ping of " + data.remaining() + " bytes: it may have 125");
    }
    return mayQueue() ? writer.control(Opcode.PING, data) : WriteOutcome.CLOSED;
  }

  private boolean ask() {
    if (isReadingStopped()) {
      return false;
    }
    if (closing.isOpen()) {
      var _ = writer.control(Opcode.PING, ByteBuffer.allocate(0));
    }
    return true;
  }

  @Override
  public boolean close(int code, String reason) {
    turn.checkTurn("WebSocket.close");
    boolean begins = closing.begin(code, reason);
    if (begins) {
      // The peer's answer has to be heard.
      isPausedByUser = false;
      updateReading();
    }
    return begins;
  }

  @Override
  public boolean abort() {
    return transport.abort();
  }

  // Back-pressure.

  @Override
  public void pauseReading() {
    turn.checkTurn("WebSocket.pauseReading");
    if (closing.isOpen()) {
      isPausedByUser = true;
      updateReading();
    }
  }

  @Override
  public void resumeReading() {
    turn.checkTurn("WebSocket.resumeReading");
    isPausedByUser = false;
    updateReading();
  }

  private void updateReading() {
    if (isReadingStopped() != transport.isReadingPaused()) {
      if (isReadingStopped()) {
        transport.pauseReading();
      } else {
        transport.resumeReading();
      }
    }
  }

  @Override
  public boolean isReadingPaused() {
    return isPausedByUser;
  }

  void joined(BroadcastGroup group) {
    if (groups == null) {
      groups = new ArrayList<>(1);
    }
    groups.add(group);
  }

  void left(BroadcastGroup group) {
    if (groups != null) {
      groups.remove(group);
    }
  }

  // What it is.

  boolean isServer() {
    return terms.isServer();
  }

  Workspace workspace() {
    return workspace;
  }

  @Override
  public boolean isOpen() {
    return closing.isOpen() && transport.isOpen();
  }

  @Override
  public long unsentBytes() {
    return transport.unsentBytes();
  }

  @Override
  public @Nullable String subprotocol() {
    return terms.subprotocol();
  }

  @Override
  public boolean isCompressed() {
    return terms.deflation() != null;
  }

  @Override
  public Request request() {
    if (request == null) {
      throw new IllegalStateException(
          "the request is forgotten: ask in the factory or in opened(), and on the server's side");
    }
    return request;
  }

  @Override
  public SocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  @Override
  public Reactor reactor() {
    return transport.reactor();
  }

  @Override
  public String toString() {
    return "WebSocket[" + (terms.isServer() ? "from " : "to ") + remoteAddress() + "]";
  }
}

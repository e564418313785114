package dev.triga.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/// One connection to the server with TLS, as a client that computes all on this thread. Bytes that
/// are sent are few, so that the system takes them at once; that it does not is an error.
final class TlsConnection extends Connection {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// Room for a longest record with its head, and for the small ones that the engine gives at once.
  private static final int NET_BYTES = 32 * 1024;

  /// Shared by all connections: nothing stays in it.
  private static final ByteBuffer OUT = ByteBuffer.allocate(NET_BYTES);

  private final SSLEngine engine = ClientContext.engine();
  private final ByteBuffer in = ByteBuffer.allocate(NET_BYTES);
  private boolean isReady;

  TlsConnection(SocketChannel channel) throws IOException {
    super(channel);
    engine.beginHandshake();
    shake();
  }

  @Override
  boolean isReady() {
    return isReady;
  }

  @Override
  int write(ByteBuffer data) throws IOException {
    return send(data);
  }

  private int send(ByteBuffer data) throws IOException {
    SSLEngineResult result = engine.wrap(data, OUT.clear());
    OUT.flip();
    if (OUT.hasRemaining() && channel.write(OUT) >= 0 && OUT.hasRemaining()) {
      throw new IOException("The system does not take " + OUT.limit() + " bytes of TLS at once");
    }
    return result.bytesConsumed();
  }

  @Override
  int read(ByteBuffer into) throws IOException {
    int before = into.position();
    if (channel.read(in) < 0) {
      return -1;
    }
    in.flip();
    boolean isOver = false;
    while (in.hasRemaining()) {
      SSLEngineResult result = engine.unwrap(in, into);
      shake();
      isOver = result.getStatus() == SSLEngineResult.Status.CLOSED;
      if (isOver || result.getStatus() != SSLEngineResult.Status.OK) {
        break;
      }
    }
    in.compact();
    int count = into.position() - before;
    return isOver && count == 0 ? -1 : count;
  }

  /// Does what is ours in the handshake.
  private void shake() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> {
          if (engine.isOutboundDone()) {
            return;
          }
          send(NOTHING);
        }
        default -> {
          isReady = engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
          return;
        }
      }
    }
  }
}

package dev.triga.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.testing.Peer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// TLS by hand on a foreign peer: blocking, and open to all sorts of mischief.
final class TlsPeer {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final Peer peer;
  private final SSLEngine engine;
  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).limit(0);
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private final int pieceBytes;
  private boolean atEnd;

  TlsPeer(Peer peer, SSLEngine engine) {
    this(peer, engine, Integer.MAX_VALUE);
  }

  /// Sends everything in pieces of this size.
  TlsPeer(Peer peer, SSLEngine engine, int pieceBytes) {
    this.peer = peer;
    this.engine = engine;
    this.pieceBytes = pieceBytes;
  }

  /// Sends the beginning of another handshake.
  void askForRenegotiation() throws SSLException {
    engine.beginHandshake();
    send(NOTHING);
  }

  TlsPeer handshake() throws SSLException {
    engine.beginHandshake();
    while (isHandshaking()) {
      step();
    }
    return this;
  }

  private boolean isHandshaking() {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private void step() throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> send(NOTHING);
      default -> receive();
    }
  }

  private void send(ByteBuffer data) throws SSLException {
    var out = ByteBuffer.allocate(40_000);
    engine.wrap(data, out);
    write(out.flip());
  }

  private void write(ByteBuffer out) {
    while (out.hasRemaining()) {
      var piece = new byte[Math.min(pieceBytes, out.remaining())];
      out.get(piece);
      peer.write(piece);
    }
  }

  void write(String text) throws SSLException {
    write(text.getBytes(UTF_8));
  }

  void write(byte[] data) throws SSLException {
    var rest = ByteBuffer.wrap(data);
    while (rest.hasRemaining()) {
      send(rest);
    }
  }

  /// The bytes of one record.
  byte[] record(String text) throws SSLException {
    var out = ByteBuffer.allocate(40_000);
    engine.wrap(ByteBuffer.wrap(text.getBytes(UTF_8)), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  /// Decrypts a record, once there is one.
  private void receive() throws SSLException {
    var out = ByteBuffer.allocate(40_000);
    var result = engine.unwrap(in, out);
    plain.write(out.array(), 0, out.position());
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> fill();
      case CLOSED -> atEnd = true;
      default -> {}
    }
  }

  private void fill() {
    long deadline = System.nanoTime() + Peer.PATIENCE.toNanos();
    while (true) {
      var more = peer.read(16_000, LOOK_AGAIN);
      if (more.length > 0) {
        in.compact().put(more).flip();
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing came");
      }
    }
  }

  String readText(int count) throws SSLException {
    return new String(read(count), UTF_8);
  }

  byte[] read(int count) throws SSLException {
    while (plain.size() < count && !atEnd) {
      if (isHandshaking() && engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
        step();
      } else {
        receive();
      }
    }
    var all = plain.toByteArray();
    int taken = Math.min(count, all.length);
    plain.reset();
    plain.write(all, taken, all.length - taken);
    return Arrays.copyOf(all, taken);
  }

  /// Reads until the other side says that it has ended.
  void awaitCloseNotify() throws SSLException {
    while (!atEnd) {
      receive();
    }
  }

  /// Says that our side has ended.
  void closeNotify() throws SSLException {
    engine.closeOutbound();
    send(NOTHING);
  }
}

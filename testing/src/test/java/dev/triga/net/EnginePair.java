package dev.triga.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Two engines that talk to each other in memory, step by step.
final class EnginePair {
  private static final int ROOM_BYTES = 64 * 1024;
  private static final int STEPS_MAX = 1000;

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toClient = ByteBuffer.allocate(ROOM_BYTES);
  private final ByteBuffer toServer = ByteBuffer.allocate(ROOM_BYTES);

  EnginePair(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
  }

  /// Shakes hands.
  ///
  /// @param between runs before each step
  void handshake(Runnable between) throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    for (int i = 0; i < STEPS_MAX; i++) {
      between.run();
      boolean hasMoved = step(client, toClient, toServer);
      between.run();
      hasMoved |= step(server, toServer, toClient);
      if (!hasMoved) {
        return;
      }
    }
    throw new IllegalStateException("the handshake goes on and on");
  }

  /// Sends a word from the server to the client, with what the server has to say besides.
  void exchange(String word) throws SSLException {
    server.wrap(ByteBuffer.wrap(word.getBytes(UTF_8)), toClient);
    while (step(client, toClient, toServer)) {}
  }

  private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        engine.getDelegatedTask().run();
        return true;
      }
      case NEED_WRAP -> {
        engine.wrap(ByteBuffer.allocate(0), out);
        return true;
      }
      default -> {
        in.flip();
        try {
          var result = engine.unwrap(in, ByteBuffer.allocate(ROOM_BYTES));
          return result.bytesConsumed() > 0
              || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        } finally {
          in.compact();
        }
      }
    }
  }
}

package dev.triga.http.websocket;

import dev.triga.http.Request;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An open WebSocket (RFC 6455), of a server or a client: what a [WebSocketListener] sends to and
/// closes. All methods need the turn; from elsewhere use [Reactor#execute].
///
/// **Sending** never blocks, and copies what it is given. Each message is one frame. Above the
/// transport's high watermark (64 KiB unsent) it answers [WriteOutcome#ABOVE_HIGH_WATER], and
/// [WebSocketListener#writable()] follows. Beyond [WebSocketSettings#queuedBytes()] the connection
/// is aborted.
///
/// **The end** is a close frame in each direction, then that of the connection, and comes exactly
/// once as [WebSocketListener#closed]. After it everything is a no-op, and sending answers
/// [WriteOutcome#CLOSED].
public sealed interface WebSocket permits WebSocketConnection {
  /// Sends a text. Half a surrogate pair becomes a question mark.
  WriteOutcome send(String text);

  /// Sends a text that is UTF-8 already: the bytes from position to limit.
  ///
  /// @throws IllegalArgumentException if it is not UTF-8
  WriteOutcome sendUtf8(ByteBuffer utf8);

  /// Sends a binary message: the bytes from position to limit.
  WriteOutcome send(ByteBuffer binary);

  /// Asks the peer for a pong. There are pings by themselves: see
  /// [WebSocketSettings#pingInterval()].
  ///
  /// @param data what the pong is to have, at most 125 bytes
  /// @throws IllegalArgumentException if it is more
  WriteOutcome ping(ByteBuffer data);

  /// Closes with [CloseCode#NORMAL]; see [#close(int, String)].
  ///
  /// @return whether this call began the end
  default boolean close() {
    return close(CloseCode.NORMAL, "");
  }

  /// Says goodbye behind what was sent, and waits for the peer to do so, at most for
  /// [WebSocketSettings#closeTimeout()]. Messages that come meanwhile are dropped.
  ///
  /// @param code one that [CloseCode] lists for sending, or from 3000 to 4999
  /// @param reason at most 123 bytes of UTF-8
  /// @return whether this call began the end
  /// @throws IllegalArgumentException if there is no such code, or the reason is longer
  boolean close(int code, String reason);

  /// Ends the connection at once, without a word.
  ///
  /// @return whether this call began the end, or cut short an orderly one
  boolean abort();

  /// Whether messages can be sent.
  boolean isOpen();

  /// The bytes that wait for the peer to take them. Any thread.
  long unsentBytes();

  /// Delivers no more messages until [#resumeReading()]; the peer is slowed down. Idempotent.
  ///
  /// Pings are not answered meanwhile, and the peer's silence is not counted.
  void pauseReading();

  /// Delivers messages again, never inside this call. Idempotent.
  void resumeReading();

  /// Whether reading is paused.
  boolean isReadingPaused();

  /// The sub-protocol that was agreed on, or null. Any thread.
  @Nullable String subprotocol();

  /// Whether messages are compressed where it is worth it. Any thread.
  boolean isCompressed();

  /// The request that opened it. It is forgotten once [WebSocketListener#opened()] has returned, as
  /// sockets live long: take what you need of it.
  ///
  /// @throws IllegalStateException afterwards, and on the client's side
  Request request();

  /// The peer's address. Any thread.
  SocketAddress remoteAddress();

  /// The reactor on which the listener is called. Any thread.
  Reactor reactor();
}

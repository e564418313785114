package dev.triga.http.websocket;

import dev.triga.async.Deferred;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Messages one after the other, for code that awaits them:
///
/// ```java
/// router.websocket("/upper", WebSocketInbox.of(inbox -> reactor.async(() -> {
///   while (await(inbox.next()) instanceof WebSocketMessage.Text(var text)) {
///     inbox.socket().send(text.toUpperCase(Locale.ROOT));
///   }
///   return null;
/// })));
/// ```
///
/// The peer is slowed down while nobody asks. On the turn.
public final class WebSocketInbox implements WebSocketListener {
  /// How many messages wait here before the peer is slowed down.
  public static final int WAITING_MAX = 16;

  private final WebSocket socket;
  private final Consumer<WebSocketInbox> whenOpen;
  private final ArrayDeque<WebSocketMessage> waiting = new ArrayDeque<>();
  private @Nullable Deferred<@Nullable WebSocketMessage> asked;
  private @Nullable WebSocketClose close;

  private WebSocketInbox(WebSocket socket, Consumer<WebSocketInbox> whenOpen) {
    this.socket = socket;
    this.whenOpen = whenOpen;
  }

  /// A factory of inboxes.
  ///
  /// @param whenOpen is given each inbox once its socket is open
  public static WebSocketFactory of(Consumer<WebSocketInbox> whenOpen) {
    Objects.requireNonNull(whenOpen, "whenOpen");
    return socket -> new WebSocketInbox(socket, whenOpen);
  }

  /// Where the messages come from, and are sent to.
  public WebSocket socket() {
    return socket;
  }

  /// The next message, or null at the end. A second question before the answer to the first fails
  /// with an [IllegalStateException].
  @SuppressWarnings("NullAway") // Null is the end.
  public Deferred<@Nullable WebSocketMessage> next() {
    if (asked != null && !asked.isDone()) {
      return Deferred.failed(
          new IllegalStateException(
              "somebody waits for the next message: ask one after the other"));
    }
    Deferred<@Nullable WebSocketMessage> next = new Deferred<>();
    var first = waiting.poll();
    if (first != null || close != null) {
      next.succeed(first);
    } else {
      asked = next;
    }
    if (waiting.size() < WAITING_MAX) {
      socket.resumeReading();
    }
    return next;
  }

  /// How it ended, or null while it has not.
  public @Nullable WebSocketClose close() {
    return close;
  }

  @Override
  public void opened() {
    whenOpen.accept(this);
  }

  @Override
  public void textReceived(String text) {
    put(new WebSocketMessage.Text(text));
  }

  @Override
  public void binaryReceived(ByteBuffer data) {
    put(new WebSocketMessage.Binary(ByteBuffer.allocate(data.remaining()).put(data).flip()));
  }

  private void put(WebSocketMessage message) {
    var asking = asked;
    asked = null;
    if (asking == null || !asking.succeed(message)) {
      waiting.add(message);
      if (waiting.size() >= WAITING_MAX) {
        socket.pauseReading();
      }
    }
  }

  @Override
  @SuppressWarnings("NullAway") // Null is the end.
  public void closed(WebSocketClose how) {
    close = how;
    var asking = asked;
    asked = null;
    if (asking != null) {
      asking.succeed(null);
    }
  }
}

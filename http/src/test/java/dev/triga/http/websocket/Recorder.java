package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A listener that writes down what it is told.
final class Recorder implements WebSocketListener {
  final List<String> events = new ArrayList<>();
  final WebSocket socket;

  Recorder(WebSocket socket) {
    this.socket = socket;
  }

  /// The ones that a server has had, in order.
  static final class All implements WebSocketFactory {
    final List<Recorder> list = new ArrayList<>();

    @Override
    public WebSocketListener open(WebSocket socket) {
      list.add(new Recorder(socket));
      return list.getLast();
    }

    List<String> events() {
      return list.getLast().events;
    }

    WebSocket socket() {
      return list.getLast().socket;
    }
  }

  @Override
  public void opened() {
    events.add("opened");
  }

  @Override
  public void textReceived(String text) {
    events.add("text " + text);
  }

  @Override
  public void binaryReceived(ByteBuffer data) {
    events.add("binary " + ISO_8859_1.decode(data));
  }

  @Override
  public void pongReceived(ByteBuffer data) {
    events.add("pong " + ISO_8859_1.decode(data));
  }

  @Override
  public void writable() {
    events.add("writable");
  }

  @Override
  public void closed(WebSocketClose close) {
    events.add(
        "closed "
            + close.code()
            + (close.reason().isEmpty() ? "" : " " + close.reason())
            + (close.isClean() ? " clean " : " ")
            + close.connection().kind());
  }
}

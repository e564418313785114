package dev.triga.app.demo;

import dev.triga.http.websocket.WebSocket;
import dev.triga.http.websocket.WebSocketListener;
import java.util.Map;

/// One open page. It sends words: `name NAME`, `say TEXT`, `start`, `cancel`; what it is sent is
/// JSON.
final class Visitor implements WebSocketListener {
  private static final int NAME_LENGTH_MAX = 24;
  private static final int TEXT_LENGTH_MAX = 500;

  private final WebSocket socket;
  private final Reception reception;
  private String name = "Somebody";

  Visitor(WebSocket socket, Reception reception) {
    this.socket = socket;
    this.reception = reception;
  }

  @Override
  public void opened() {
    reception.enter(socket);
  }

  @Override
  public void textReceived(String text) {
    int blank = text.indexOf(' ');
    String word = blank < 0 ? text : text.substring(0, blank);
    String rest = blank < 0 ? "" : text.substring(blank + 1).strip();
    switch (word) {
      case "name" -> name = cut(rest.isEmpty() ? name : rest, NAME_LENGTH_MAX);
      case "say" -> {
        if (!rest.isEmpty()) {
          reception.say(
              "said",
              Map.of(
                  "who", name, "text", cut(rest, TEXT_LENGTH_MAX), "by", reception.workerName()));
        }
      }
      case "start" -> reception.ask(Board.START);
      case "cancel" -> reception.ask(Board.CANCEL);
      default -> {
        // A page of another version may know more words; they are not for this one.
      }
    }
  }

  private static String cut(String text, int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length));
  }
}

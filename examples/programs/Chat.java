import module dev.triga.http;
import module dev.triga.reactor;

/// A chat room: whatever one says, everybody hears.
record Chat(WebSocket socket, BroadcastGroup room) implements WebSocketListener {
  @Override
  public void opened() {
    room.add(socket);
    room.send(room.size() + " here");
  }

  @Override
  public void textReceived(String text) {
    room.send(text);
  }

  @Override
  public void closed(WebSocketClose close) {
    room.send("somebody left, " + room.size() + " here");
  }
}

/// The page, which needs nothing from elsewhere.
static final String PAGE =
    """
    <!doctype html>
    <html lang="en"><title>Chat</title>
    <ul id="said" aria-live="polite"></ul>
    <form><input id="text" aria-label="What you say" autofocus><button>Say</button></form>
    <script>
      const socket = new WebSocket(location.href.replace(/^http/, "ws") + "chat");
      socket.onmessage = message => {
        const line = document.createElement("li");
        line.textContent = message.data;
        said.append(line);
      };
      document.forms[0].onsubmit = event => {
        event.preventDefault();
        socket.send(text.value);
        text.value = "";
      };
    </script>
    </html>
    """;

void main(String[] args) {
  try (var reactor = Reactor.open()) {
    var room = new BroadcastGroup(reactor);
    var server =
        HttpServer.of(router ->
            router
                .get("/", request -> Response.html(PAGE))
                .websocket("/chat", socket -> new Chat(socket, room)));
    var port =
        reactor.listen(Endpoint.parse(args.length > 0 ? args[0] : "tcp:127.0.0.1:8060"), server);
    IO.println("listening on " + port.endpoint());
    reactor.run();
  }
}

import static dev.triga.async.Await.await;

import module dev.triga.app;

/// A chat room in worker processes: whatever one says, everybody hears, whichever worker has the
/// connection. `./triga run ChatAcrossWorkers.java --workers 4`; all options of `./triga http`
/// count.
public static final class Rooms extends WebApplication {
  @Override
  public void routes(Router router) {
    var room = await(SharedGroup.open("room"));
    String worker = Actor.current().name();
    router
        .get("/", request -> Response.text("The room is at /chat, a WebSocket.\n"))
        .websocket("/chat", socket -> new Guest(socket, room, worker));
  }
}

record Guest(WebSocket socket, SharedGroup room, String worker) implements WebSocketListener {
  @Override
  public void opened() {
    room.add(socket);
    socket.send("welcome, says " + worker);
  }

  @Override
  public void textReceived(String text) {
    room.send(text);
  }
}

void main(String[] args) {
  System.exit(ApplicationServer.of(Rooms.class).run(args));
}

import module dev.triga.http;
import module dev.triga.reactor;

/// Responders that block, each on a thread of its own, while the real work stays with the reactor
/// (droned's WSGI in threads): they call into it, and a call that would block it is refused.
final class Counter {
  private int visits; // Only the reactor touches it, so it needs no lock.

  int visit() {
    return ++visits;
  }
}

void main() {
  Log.defaultObserver(entry -> {
    if (entry.error() != null) {
      IO.println("log: " + entry.error().getMessage());
    }
  });
  try (var reactor = Reactor.open()) {
    var counter = new Counter();
    var server =
        HttpServer.of(router ->
            router
                .get(
                    "/visit",
                    Responder.onThread(request -> {
                      Thread.sleep(20); // A driver that blocks, say.
                      int visits = reactor.blockingCallFromThread(counter::visit);
                      return Response.text(
                          "visit " + visits + ", on the turn: " + reactor.isOnTurn());
                    }))
                .get(
                    "/wrong",
                    request -> Response.text("" + reactor.blockingCallFromThread(counter::visit))));
    var port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), server);
    var address = "http:/" + port.localAddress();
    reactor.deferToThread(() -> {
      try (var client = java.net.http.HttpClient.newHttpClient()) {
        for (String path : List.of("/visit", "/visit", "/wrong")) {
          var request = java.net.http.HttpRequest.newBuilder(URI.create(address + path)).build();
          var text = java.net.http.HttpResponse.BodyHandlers.ofString();
          var response = client.send(request, text);
          IO.println(response.statusCode() == 200 ? response.body() : response.statusCode());
        }
      }
      reactor.stop();
      return null;
    });
    reactor.run();
  }
}

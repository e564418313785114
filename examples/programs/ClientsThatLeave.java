import static dev.triga.async.Await.await;

import module dev.triga.http;
import module dev.triga.reactor;

/// Work that ends with the client for whom it is done: a request that is answered later, and is
/// given up when its client leaves (droned's `NOT_DONE_YET` and `notifyFinish`).
record Work(Reactor reactor) {
  /// As a coroutine: it is interrupted where it waits.
  Response steps(Request request) {
    for (int step = 1; step <= 1000; step++) {
      try {
        await(reactor.deferLater(Duration.ofMillis(10)));
      } catch (CancellationException left) {
        IO.println("the coroutine was cancelled");
        throw left;
      }
    }
    return Response.text("done\n");
  }

  /// As a Deferred: cancelling it cancels what it is made of.
  Response promise(Request request) {
    var answer =
        new Deferred<Response>(reactor).onCancel(why -> IO.println("the promise was cancelled"));
    return Response.later(answer);
  }

  /// On a thread: it is interrupted.
  Response blocking(Request request) throws InterruptedException {
    try {
      Thread.sleep(Duration.ofMinutes(1));
      return Response.text("done\n");
    } catch (InterruptedException left) {
      IO.println("the thread was interrupted");
      throw left;
    }
  }
}

/// Sends a request and leaves as soon as it may have been read.
static final class Impatient implements Protocol {
  private final Transport transport;
  private final String path;

  Impatient(Transport transport, String path) {
    this.transport = transport;
    this.path = path;
  }

  @Override
  public void connectionMade() {
    var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    transport.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    transport.reactor().schedule(Duration.ofMillis(50), transport::abort);
  }
}

void main() {
  try (var reactor = Reactor.open()) {
    var work = new Work(reactor);
    var server =
        HttpServer.of(router ->
            router
                .get("/steps", Responder.coroutine(work::steps))
                .get("/promise", work::promise)
                .get("/blocking", Responder.onThread(work::blocking)));
    var port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), server);
    reactor.async(() -> {
      for (String path : List.of("/steps", "/promise", "/blocking")) {
        var client =
            await(reactor.connect(port.endpoint(), transport -> new Impatient(transport, path)));
        await(client.transport.ended());
        await(reactor.deferLater(Duration.ofMillis(50)));
      }
      reactor.stop();
      return null;
    });
    reactor.run();
  }
}

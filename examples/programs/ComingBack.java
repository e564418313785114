import static dev.triga.async.Await.await;

import module dev.triga.reactor;

/// A client that comes back: its server ends the first connections, and then is away for a while.
/// What is waited for is always the connection that stands.
void main() {
  int exitCode = Reactor.react(reactor -> reactor.async(() -> follow(reactor)));
  IO.println("exit code " + exitCode);
}

ListeningPort port;
int connections;

Void follow(Reactor reactor) {
  port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), this::serve);
  var feed =
      ReconnectingClient.of(port.endpoint(), Feed::new)
          .backoff(Backoff.exponential(Duration.ofMillis(5), Duration.ofMillis(50)).jitter(0.1))
          .start(reactor);
  for (int i = 0; i < 2; i++) {
    Feed connected = await(feed.whenConnected());
    IO.println(await(connected.greeting) + ", then " + await(connected.end));
  }
  await(reactor.deferLater(Duration.ofMillis(30), () -> "away"));
  IO.println("refused meanwhile: " + (feed.failures() > 0));
  reactor.listen(port.endpoint(), this::serve);
  IO.println(await(await(feed.whenConnected()).greeting));
  await(feed.stop());
  IO.println("stopped: " + feed.state());
  return null;
}

/// Greets; the first two connections end there, and no third is taken for now.
Protocol serve(Transport transport) {
  transport.write(ByteBuffer.wrap(("hello " + ++connections + "\r\n").getBytes()));
  if (connections <= 2) {
    transport.close();
  }
  if (connections == 2) {
    port.stopListening();
  }
  return new Protocol() {};
}

static final class Feed extends LineProtocol {
  final Deferred<String> greeting;
  final Deferred<CloseReason.Kind> end;

  Feed(Transport transport) {
    super(transport);
    greeting = new Deferred<>(transport.reactor());
    end = new Deferred<>(transport.reactor());
  }

  @Override
  protected void lineReceived(String line) {
    greeting.succeed(line);
  }

  @Override
  public void connectionLost(CloseReason reason) {
    end.succeed(reason.kind());
  }
}

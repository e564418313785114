import module dev.triga.reactor;

/// A client whose connecting has a time-out and can be cancelled: both end the attempt itself, and
/// the result comes once, whichever was first.
void main() {
  try (var reactor = Reactor.open()) {
    Endpoint anyPort = Endpoint.parse("tcp:127.0.0.1:0");
    ListeningPort port = reactor.listen(anyPort, Greeter::new);
    Endpoint server = port.endpoint();
    ConnectOptions soon = ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(2));

    reactor
        .connect(server, soon, Client::new)
        .thenCompose(client -> client.line.timeout(Duration.ofSeconds(2)))
        .thenAccept(line -> IO.println("greeted: " + line))
        .thenCompose(done -> reactor.connect(server, soon, Client::new))
        .thenCompose(client -> client.secondLine.timeout(Duration.ofMillis(50)))
        .thenAccept(line -> IO.println("greeted again: " + line))
        .exceptionally(failure -> say("no second line: " + name(failure)))
        .thenCompose(done -> cancelled(reactor, server))
        .thenCompose(done -> port.stopListening())
        .thenCompose(done -> reactor.connect(server, soon, Client::new))
        .thenAccept(client -> IO.println("connected to nobody"))
        .exceptionally(failure -> say("refused: " + name(failure)))
        .thenRun(reactor::stop);
    reactor.run();
  }
}

Deferred<Void> cancelled(Reactor reactor, Endpoint server) {
  Deferred<Client> attempt = reactor.connect(server, Client::new);
  attempt.cancel();
  return attempt
      .thenAccept(client -> IO.println("connected all the same"))
      .exceptionally(failure -> say("gave up: " + name(failure)));
}

Void say(String line) {
  IO.println(line);
  return null;
}

/// Failures of earlier stages come wrapped, as with any CompletionStage.
String name(Throwable failure) {
  Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
  return cause instanceof ConnectFailure refused
      ? refused.reason().kind().toString()
      : cause.getClass().getSimpleName();
}

record Greeter(Transport transport) implements Protocol {
  @Override
  public void connectionMade() {
    transport.write(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.UTF_8)));
  }
}

/// Awaits a line, and a second one that this server never sends.
static final class Client implements Protocol {
  final Deferred<String> line;
  final Deferred<String> secondLine;
  private final StringBuilder received = new StringBuilder();

  Client(Transport transport) {
    line = new Deferred<>(transport.reactor());
    secondLine = new Deferred<>(transport.reactor());
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    received.append(StandardCharsets.US_ASCII.decode(data));
    String[] lines = received.toString().split("\n", -1);
    if (lines.length > 1) {
      line.succeed(lines[0]);
    }
    if (lines.length > 2) {
      secondLine.succeed(lines[1]);
    }
  }
}

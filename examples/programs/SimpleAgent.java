import module dev.triga.reactor;

/// The agent of Versile's reactor document: attached to a connection, it sends a request when it is
/// connected, collects the answer, and wakes the main thread when the data has ended.
static final class SimpleAgent extends ByteAgent {
  final CountDownLatch ended = new CountDownLatch(1);
  final ByteQueue message = new ByteQueue();

  SimpleAgent(Reactor reactor) {
    super(reactor);
  }

  @Override
  protected void connected(StreamControl.Connected to) {
    write(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n"));
  }

  @Override
  protected void dataReceived(ByteBuffer data) {
    message.append(data);
  }

  @Override
  protected void dataEnded(CloseReason reason) {
    ended.countDown();
    reactor().stop();
  }
}

void main() throws InterruptedException {
  try (var reactor = Reactor.open()) {
    Endpoint server = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), Server::new).endpoint();
    reactor.start();

    var agent = new SimpleAgent(reactor);
    reactor.connect(server, transport -> StreamProtocol.attached(transport, agent.bytes()));
    agent.ended.await();

    IO.print(StandardCharsets.US_ASCII.decode(agent.message.peek(22)));
  }
}

/// Answers anything, and closes.
record Server(Transport transport) implements Protocol {
  @Override
  public void dataReceived(ByteBuffer request) {
    String answer = "HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 00:00:00 GMT\r\n\r\nSo it goes.";
    transport.write(StandardCharsets.US_ASCII.encode(answer));
    transport.close();
  }
}

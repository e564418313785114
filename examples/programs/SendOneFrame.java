import module dev.triga.reactor;

/// A client that sends one frame when its connection stands, and leaves. A Deferred that was given
/// to it tells when that is over, as for metrics that nobody answers.
void main() {
  try (var reactor = Reactor.open()) {
    var port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), Metrics::new);
    var over = new Deferred<CloseReason>(reactor);
    reactor.connect(port.endpoint(), transport -> new OneFrame(transport, "load 0.7", over));
    over.thenAccept(reason -> IO.println("sent: " + reason.kind())).thenRun(reactor::stop);
    reactor.run();
  }
}

static final class OneFrame extends FrameProtocol {
  private final String text;
  private final Deferred<CloseReason> over;

  OneFrame(Transport transport, String text, Deferred<CloseReason> over) {
    super(transport, Framing.int32());
    this.text = text;
    this.over = over;
  }

  @Override
  public void connectionMade() {
    sendFrame(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    transport().close();
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    IO.println("an answer that nobody asked for");
  }

  @Override
  public void connectionLost(CloseReason reason) {
    over.succeed(reason);
  }
}

/// Takes metrics.
static final class Metrics extends FrameProtocol {
  Metrics(Transport transport) {
    super(transport, Framing.int32());
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    IO.println("received: " + StandardCharsets.UTF_8.decode(frame));
  }
}

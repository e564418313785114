import module dev.triga.reactor;

/// A file goes to whoever connects, in order with what is written around it; the system moves its
/// bytes from the cache of files to the socket by itself.
void main(String[] arguments) throws IOException {
  Path file = Files.write(Path.of(arguments[0], "song"), new byte[1 << 20]);
  try (var reactor = Reactor.open()) {
    Endpoint anyPort = Endpoint.parse("tcp:127.0.0.1:0");
    var port = reactor.listen(anyPort, transport -> new Sender(transport, file));
    reactor.connect(port.endpoint(), Receiver::new);
    reactor.run();
  }
}

record Sender(Transport transport, Path file) implements Protocol {
  @Override
  public void connectionMade() {
    var half = new AtomicBoolean();
    var region =
        FileRegion.of(file)
            .onProgress(sent -> {
              if (sent >= 1 << 19 && !half.getAndSet(true)) {
                IO.println("half of it is on its way");
              }
            });
    transport.write(ByteBuffer.wrap("[".getBytes()));
    transport
        .sendFile(region)
        .thenAccept(count -> IO.println("sent: " + count + " bytes"))
        .exceptionally(failure -> {
          IO.println(failure.getMessage());
          return null;
        })
        .thenRun(transport::close);
    transport.write(ByteBuffer.wrap("]".getBytes()));
  }
}

static final class Receiver implements Protocol {
  private final Transport transport;
  private long received;

  Receiver(Transport transport) {
    this.transport = transport;
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    received += data.remaining();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    IO.println("received: " + received + " bytes, " + reason.kind());
    transport.reactor().stop();
  }
}

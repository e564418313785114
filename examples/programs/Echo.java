import module dev.triga.reactor;

record Echo(Transport transport) implements Protocol {
  @Override
  public void dataReceived(ByteBuffer data) {
    transport.write(data);
  }
}

void main() {
  try (var reactor = Reactor.open()) {
    reactor.listen(Endpoint.parse("tcp:7000"), Echo::new);
    reactor.run(); // until stop(), SIGINT or SIGTERM
  }
}

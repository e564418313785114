import module dev.triga.reactor;

/// Fetches a document over HTTP into a file that is written beside the loop, with progress, a
/// time-out, and no faster than the disk takes it. The file has its name only when it is complete.
void main() throws IOException {
  Path folder = Files.createTempDirectory("download");
  Path file = folder.resolve("document");
  try (var reactor = Reactor.open()) {
    Endpoint server = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), Server::new).endpoint();
    reactor
        .connect(server, transport -> new StreamProtocol(transport, HalfClose.BOTH))
        .thenCompose(connection -> download(connection, file))
        .timeout(Duration.ofSeconds(20))
        .thenAccept(count -> IO.println(count + " bytes in " + file.getFileName()))
        .exceptionally(failure -> report(failure))
        .thenRun(reactor::stop);
    reactor.run();
  }
  IO.println("on the disk: " + Files.size(file));
  Files.delete(file);
  Files.delete(folder);
}

Deferred<Long> download(StreamProtocol connection, Path file) {
  Reactor reactor = connection.transport().reactor();
  var request = new ByteWriter(reactor);
  request.attach(connection.bytes().consumer());
  request.write(StandardCharsets.US_ASCII.encode("GET /document HTTP/1.0\r\n\r\n"));
  return connection
      .bytes()
      .producer()
      .through(new Body(reactor))
      .pipeTo(new FileSink(reactor, file, FileSink.Option.ATOMIC, FileSink.Option.SYNC));
}

Void report(Throwable failure) {
  IO.println("no document: " + failure.getMessage());
  return null;
}

/// Takes off the head of the answer and tells each quarter of the body.
static final class Body extends ByteFilter {
  private static final int HEAD_MAX = 8 * 1024;

  private final StringBuilder head = new StringBuilder();
  private long length = -1;
  private long received;
  private int quarters;

  Body(Reactor reactor) {
    super(reactor);
  }

  @Override
  protected void filter(ByteBuffer in, ByteQueue out) {
    while (length < 0 && in.hasRemaining()) {
      head.append((char) in.get());
      if (head.length() > HEAD_MAX) {
        throw new IllegalStateException("the head of the answer exceeds " + HEAD_MAX + " bytes");
      }
      if (head.lastIndexOf("\r\n\r\n") >= 0) {
        length = Long.parseLong(head.substring(head.indexOf(": ") + 2, head.length() - 4));
      }
    }
    received += in.remaining();
    out.append(in);
    for (; length > 0 && quarters < 4 * received / length; quarters++) {
      IO.println("received " + 25 * (quarters + 1) + " %");
    }
  }

  @Override
  protected void finish(ByteQueue out) {
    if (received != length) {
      throw new IllegalStateException("the body has " + received + " of " + length + " bytes");
    }
  }
}

/// Answers with a document of 1 MiB.
record Server(Transport transport) implements Protocol {
  @Override
  public void dataReceived(ByteBuffer request) {
    int length = 1 << 20;
    String head = "HTTP/1.0 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
    transport.write(StandardCharsets.US_ASCII.encode(head));
    transport.write(ByteBuffer.allocate(length));
    transport.close();
  }
}

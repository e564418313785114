import module dev.triga.reactor;

/// The lowest level of input and output: the reactor says when a descriptor is ready, and the
/// program reads and writes by itself. NIO takes channels; native drivers take numbers.
void main() throws IOException {
  Pipe pipe = Pipe.open();
  try (var reactor = Reactor.builder().driver("nio").open();
      var source = pipe.source();
      var sink = pipe.sink()) {
    source.configureBlocking(false);
    sink.configureBlocking(false);
    Descriptor readable = Descriptor.of(source);
    Descriptor writable = Descriptor.of(sink);

    reactor.descriptors().addWriter(writable, () -> send(reactor, writable, sink));
    reactor.descriptors().addReader(readable, () -> receive(reactor, readable, source));
    reactor.run();
  }
}

void send(Reactor reactor, Descriptor descriptor, WritableByteChannel sink) {
  try {
    sink.write(ByteBuffer.wrap("through the pipe".getBytes(StandardCharsets.UTF_8)));
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
  // A pipe is writable most of the time: who has nothing to write takes the writer off.
  IO.println("writer removed: " + reactor.descriptors().removeWriter(descriptor));
}

void receive(Reactor reactor, Descriptor descriptor, ReadableByteChannel source) {
  ByteBuffer bytes = ByteBuffer.allocate(64);
  try {
    source.read(bytes);
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
  IO.println("read: " + StandardCharsets.UTF_8.decode(bytes.flip()));
  IO.println("reader removed: " + reactor.descriptors().removeReader(descriptor));
  reactor.stop();
}

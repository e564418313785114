/// Streams of bytes that flow by credit.
///
/// A [dev.triga.stream.ByteProducer] is attached to a [dev.triga.stream.ByteConsumer], which says
/// how many bytes in total it has room for; the producer sends no more. So nothing between the two
/// grows, however slow the consumer is. [dev.triga.stream.ByteFilter]s stand in the middle,
/// [dev.triga.stream.ByteAgent]s at the end of both directions of a connection, which
/// [dev.triga.stream.StreamProtocol] makes a stream. This program prints `8 bytes: SO IT GO`:
///
/// ```java
/// import module dev.triga.reactor;
///
/// static final class UpperCase extends ByteFilter {
///   UpperCase(Reactor reactor) { super(reactor); }
///
///   @Override protected void filter(ByteBuffer in, ByteQueue out) {
///     while (in.hasRemaining()) {
///       out.append(new byte[] {(byte) Character.toUpperCase(in.get())});
///     }
///   }
/// }
///
/// static final class Text extends ByteConsumer {
///   final StringBuilder text = new StringBuilder();
///
///   Text(Reactor reactor) { super(reactor); }
///
///   @Override protected void dataReceived(ByteBuffer data) {
///     text.append(StandardCharsets.US_ASCII.decode(data));
///   }
/// }
///
/// void main() {
///   try (var reactor = Reactor.open()) {
///     var writer = new ByteWriter(reactor);
///     var text = new Text(reactor);
///     writer.write(ByteBuffer.wrap("so it go".getBytes()));
///     writer.end();
///     writer.through(new UpperCase(reactor)).pipeTo(text)
///         .thenAccept(count -> IO.println(count + " bytes: " + text.text))
///         .thenRun(reactor::stop);
///     reactor.run();
///   }
/// }
/// ```
///
/// Everything works on the turn of one reactor, unless a method says that it is for any thread.
@org.jspecify.annotations.NullMarked
package dev.triga.stream;

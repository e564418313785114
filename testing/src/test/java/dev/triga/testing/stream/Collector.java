package dev.triga.testing.stream;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import dev.triga.stream.ByteConsumer;
import dev.triga.stream.StreamControl;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A consumer that writes down what happens to it, and holds what it is told to hold.
class Collector extends ByteConsumer {
  final List<String> events = new ArrayList<>();
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  boolean isHolding;

  Collector(Reactor reactor, long window) {
    super(reactor, window);
  }

  Collector(Reactor reactor) {
    super(reactor);
  }

  @Override
  protected void dataReceived(ByteBuffer data) {
    int count = data.remaining();
    var copy = new byte[count];
    data.get(copy);
    bytes.writeBytes(copy);
    if (isHolding) {
      hold(count);
    }
  }

  void letGo(long count) {
    release(count);
  }

  long inHand() {
    return held();
  }

  @Override
  protected void dataEnded(CloseReason reason) {
    events.add("ended " + reason.kind());
  }

  @Override
  protected void aborted(CloseReason reason) {
    events.add("aborted " + reason.kind());
  }

  @Override
  protected void producerAttached() {
    events.add("attached");
  }

  @Override
  protected void producerDetached() {
    events.add("detached");
  }

  @Override
  protected boolean controlReceived(StreamControl message) {
    events.add("control " + message);
    return message instanceof Note;
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// A message of the tests.
  record Note(String text) implements StreamControl {}

  /// A message that nobody here understands.
  record Riddle() implements StreamControl {}
}

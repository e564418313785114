package dev.triga.testing.stream;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import dev.triga.stream.ByteProducer;
import dev.triga.stream.StreamControl;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A producer that sends what it is told to, when it is told to.
class Supplier extends ByteProducer {
  final List<String> events = new ArrayList<>();

  Supplier(Reactor reactor) {
    super(reactor);
  }

  @Override
  protected void produce() {
    events.add("produce " + credit());
  }

  void give(byte[] data) {
    send(ByteBuffer.wrap(data));
  }

  int giveSome(byte[] data) {
    return sendSome(ByteBuffer.wrap(data));
  }

  long allowed() {
    return credit();
  }

  void finish(CloseReason reason) {
    endData(reason);
  }

  void again() {
    produceLater();
  }

  @Override
  protected void consumerAttached() {
    events.add("attached");
  }

  @Override
  protected void consumerDetached() {
    events.add("detached");
  }

  @Override
  protected void aborted(CloseReason reason) {
    events.add("aborted " + reason.kind());
  }

  @Override
  protected boolean controlReceived(StreamControl message) {
    events.add("control " + message);
    return message instanceof Collector.Note;
  }
}

package dev.triga.testing.contract;

import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A protocol that writes down what happens to it. Its callbacks run on the turn; the record can be
/// read by any thread. Tests override what they need to do more and call `super`.
class Recorder implements Protocol {
  final Transport transport;

  /// The callbacks in order: `made`, `data`, `writable`, `readClosed`, `lost`.
  final List<String> events = new CopyOnWriteArrayList<>();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile @Nullable CloseReason reason;

  Recorder(Transport transport) {
    this.transport = transport;
  }

  @Override
  public void connectionMade() {
    events.add("made");
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    events.add("data");
    var copy = new byte[data.remaining()];
    data.get(copy);
    bytes.writeBytes(copy);
  }

  @Override
  public void writable() {
    events.add("writable");
  }

  @Override
  public void readClosed(Transport ended) {
    events.add("readClosed");
    ended.close();
  }

  @Override
  public void connectionLost(CloseReason why) {
    events.add("lost");
    reason = why;
  }

  /// How often a callback was called.
  long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  byte[] received() {
    return bytes.toByteArray();
  }

  int size() {
    return bytes.size();
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  boolean isLost() {
    return reason != null;
  }

  /// Why the connection ended.
  CloseReason reason() {
    var why = reason;
    if (why == null) {
      throw new AssertionError("the connection has not ended");
    }
    return why;
  }
}

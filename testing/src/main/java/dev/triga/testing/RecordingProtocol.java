package dev.triga.testing;

import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A protocol that writes down what happens to it, and fails where it is told to. Its callbacks run
/// on the turn; the record can be read by any thread. Tests override what they need to do more and
/// call `super`.
public class RecordingProtocol implements Protocol {
  private final Transport transport;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile @Nullable CloseReason reason;

  /// A factory of its own: `RecordingProtocol::new`.
  public RecordingProtocol(Transport transport) {
    this.transport = transport;
  }

  /// Its end of the connection.
  public final Transport transport() {
    return transport;
  }

  /// The callbacks in order: `made`, `data`, `writable`, `readClosed`, `lost`.
  public final List<String> events() {
    return events;
  }

  /// Has a callback throw, after it was written down.
  ///
  /// @param event its name in [#events()]
  public final void failIn(String event, RuntimeException failure) {
    failures.put(event, failure);
  }

  private void happened(String event) {
    events.add(event);
    var failure = failures.get(event);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void connectionMade() {
    happened("made");
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    var copy = new byte[data.remaining()];
    data.get(copy);
    bytes.writeBytes(copy);
    happened("data");
  }

  @Override
  public void writable() {
    happened("writable");
  }

  @Override
  public void readClosed(Transport ended) {
    happened("readClosed");
    ended.close();
  }

  @Override
  public void connectionLost(CloseReason why) {
    reason = why;
    happened("lost");
  }

  /// How often a callback was called.
  public final long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  /// All bytes that came.
  public final byte[] received() {
    return bytes.toByteArray();
  }

  /// How many bytes came.
  public final int size() {
    return bytes.size();
  }

  /// All bytes that came, as UTF-8.
  public final String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// Whether the connection has ended.
  public final boolean isLost() {
    return reason != null;
  }

  /// Why the connection ended.
  ///
  /// @throws AssertionError if it has not
  public final CloseReason reason() {
    var why = reason;
    if (why == null) {
      throw new AssertionError("the connection has not ended; it has seen " + events);
    }
    return why;
  }

  @Override
  public String toString() {
    return "RecordingProtocol" + events;
  }
}

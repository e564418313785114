package dev.triga.stream;

import dev.triga.net.CloseReason;

/// Both directions of one thing: what it takes and what it gives. Any thread.
///
/// @param consumer takes the bytes that come in
/// @param producer gives the bytes that go out
public record ByteDuplex(ByteConsumer consumer, ByteProducer producer) {
  /// Connects both directions with those of another; see [ByteProducer#attach].
  ///
  /// @throws IllegalArgumentException if the two belong to different reactors
  /// @throws IllegalStateException on the turn, if a direction is attached to something else
  public void attach(ByteDuplex other) {
    other.producer.attach(consumer);
    producer.attach(other.consumer);
  }

  /// Separates both directions from what they are attached to; see [ByteProducer#detach].
  public void detach() {
    consumer.detach();
    producer.detach();
  }

  /// Aborts both directions; see [ByteProducer#abort].
  public void abort(CloseReason reason) {
    consumer.abort(reason);
    producer.abort(reason);
  }
}

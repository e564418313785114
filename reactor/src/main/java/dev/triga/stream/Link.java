package dev.triga.stream;

import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;

/// A producer attached to a consumer, and the account between them: how many bytes were sent since
/// they were attached, and how many the consumer allows in total. On the turn.
final class Link {
  final ByteProducer producer;
  final ByteConsumer consumer;
  private long sent;
  private long limit;
  private boolean sending;

  /// Nothing is sent or granted any more.
  private boolean closed;

  Link(ByteProducer producer, ByteConsumer consumer) {
    this.producer = producer;
    this.consumer = consumer;
  }

  long sent() {
    return sent;
  }

  long limit() {
    return limit;
  }

  /// How many bytes may be sent now.
  long credit() {
    return closed ? 0 : limit - sent;
  }

  /// The consumer allows so many bytes in total. A limit never falls.
  void raise(long total) {
    if (closed || total <= limit) {
      return;
    }
    boolean wasExhausted = limit == sent;
    limit = total;
    if (wasExhausted) {
      // Never from here: the consumer may be in the middle of something.
      producer.produceLater();
    }
  }

  /// Delivers all of `data`.
  void send(ByteBuffer data) {
    int count = data.remaining();
    if (closed) {
      throw new IllegalStateException(
          producer + " cannot send " + count + " bytes: its data has ended");
    }
    if (sending) {
      throw new IllegalStateException(
          producer
              + " cannot send while "
              + consumer
              + " still takes what came before; send from produce()");
    }
    if (count > credit()) {
      throw violated(count);
    }
    if (count == 0) {
      return;
    }
    sent += count;
    int end = data.limit();
    sending = true;
    try {
      consumer.receive(data, count);
    } finally {
      sending = false;
      data.clear().position(end).limit(end);
    }
    raise(consumer.total(this));
  }

  private StreamFailure violated(int count) {
    var reason =
        CloseReason.of(
            CloseReason.Kind.OVERFLOW,
            producer
                + " sent "
                + count
                + " bytes where it had credit for "
                + credit()
                + ": "
                + sent
                + " were sent before, and "
                + consumer
                + " allows "
                + limit
                + " in total");
    producer.abortNow(reason);
    return new StreamFailure(reason);
  }

  void close() {
    closed = true;
  }
}

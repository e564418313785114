package dev.triga.testing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import dev.triga.stream.ByteConsumer;
import dev.triga.stream.ByteFilter;
import dev.triga.stream.ByteProducer;
import dev.triga.stream.ByteQueue;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/// Random pieces, random windows, random release, random detaching and attaching: every byte
/// arrives once and in order, and nobody holds more than was allowed.
@TrigaTest
class EveryByteArrivesOnceTest {
  /// Sends random pieces of the data, not always all that it may.
  private static final class Source extends ByteProducer {
    private final ByteBuffer data;
    private final Gen gen;

    Source(Reactor reactor, byte[] data, Gen gen) {
      super(reactor);
      this.data = ByteBuffer.wrap(data);
      this.gen = gen;
    }

    @Override
    protected void produce() {
      do {
        int count = (int) Math.min(credit(), gen.between(0, data.remaining()));
        send(data.slice(data.position(), count));
        data.position(data.position() + count);
      } while (gen.oneIn(2) && credit() > 0);
      if (!data.hasRemaining()) {
        endData();
      } else {
        produceLater();
      }
    }
  }

  /// Holds what it gets and lets go of random parts of it later.
  private static final class Sink extends ByteConsumer {
    final ByteArrayOutputStream bytes;
    final long window;
    private final Gen gen;
    private boolean isReleasing;
    boolean hasEnded;

    Sink(Reactor reactor, long window, ByteArrayOutputStream bytes, Gen gen) {
      super(reactor, window);
      this.window = window;
      this.bytes = bytes;
      this.gen = gen;
    }

    @Override
    protected void dataReceived(ByteBuffer data) {
      int count = data.remaining();
      while (data.hasRemaining()) {
        bytes.write(data.get());
      }
      if (!gen.oneIn(4)) {
        hold(count);
      }
      assertThat(held()).isLessThanOrEqualTo(window);
      releaseLater();
    }

    long inHand() {
      return held();
    }

    private void releaseLater() {
      if (!isReleasing) {
        isReleasing = true;
        reactor().execute(this::releaseSome);
      }
    }

    private void releaseSome() {
      isReleasing = false;
      release(gen.between(0, held()));
      if (held() > 0) {
        releaseLater();
      }
    }

    @Override
    protected void dataEnded(CloseReason reason) {
      assertThat(hasEnded).isFalse();
      assertThat(reason.isDone()).isTrue();
      hasEnded = true;
    }
  }

  /// Gives every byte again as it came, in pieces of its own, some of them later.
  private static final class Same extends ByteFilter {
    private final Gen gen;
    private final ByteQueue kept = new ByteQueue();

    Same(Reactor reactor, Gen gen) {
      super(reactor);
      this.gen = gen;
    }

    @Override
    protected void filter(ByteBuffer in, ByteQueue out) {
      kept.append(in);
      out.append(kept.pop(gen.between(0, (int) kept.size())));
    }

    @Override
    protected void finish(ByteQueue out) {
      out.append(kept);
    }
  }

  @RepeatedTest(60)
  void whateverHappensBetween(MemoryReactor memory, Gen gen) {
    var reactor = memory.reactor();
    var data = gen.bytes(gen.oneIn(4) ? 300_000 : 3_000);
    ByteProducer last = new Source(reactor, data, gen);
    for (var filter : gen.list(3, () -> new Same(reactor, gen))) {
      last = last.through(filter);
    }
    var upper = last;
    var arrived = new ByteArrayOutputStream();
    List<Sink> sinks = new ArrayList<>();
    for (int i = 0; i <= gen.between(0, 3); i++) {
      // Down to a byte, but not so that it takes more passes than are made before giving up.
      long window = gen.between(1L + data.length / 1_000, 100_000L);
      sinks.add(new Sink(reactor, window, arrived, gen));
    }
    upper.attach(sinks.getFirst());
    for (int i = 0; i < gen.between(0, 30); i++) {
      reactor.iterate(Duration.ZERO);
      if (gen.oneIn(3)) {
        upper.detach();
        upper.attach(gen.oneOf(sinks));
      }
    }
    memory.settle();
    assertThat(arrived.size())
        .as("bytes that arrived, %s held", sinks.stream().map(Sink::inHand).toList())
        .isEqualTo(data.length);
    assertThat(Arrays.mismatch(arrived.toByteArray(), data)).as("first wrong byte").isEqualTo(-1);
    var attached =
        sinks.stream().filter(sink -> sink.producer() == upper).findFirst().orElseThrow();
    assertThat(attached.hasEnded).isTrue();
    for (var sink : sinks) {
      assertThat(sink.limit()).isLessThanOrEqualTo(sink.receivedSinceAttached() + sink.window);
    }
  }
}

package dev.triga.testing.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.net.WriteOutcome;
import dev.triga.stream.ByteFilter;
import dev.triga.stream.ByteQueue;
import dev.triga.stream.ByteWriter;
import dev.triga.stream.StreamFailure;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Attaching, detaching, messages, ends and aborts, along a chain and in both directions.
@TrigaTest
class StreamsComeToTheirEndTest {
  private static final CloseReason LOST = CloseReason.of(CloseReason.Kind.LOST, "cable cut");

  private MemoryReactor memory;
  private Supplier supplier;
  private Collector collector;
  private Doubling filter;

  @BeforeEach
  void make(MemoryReactor given) {
    memory = given;
    supplier = new Supplier(memory.reactor());
    collector = new Collector(memory.reactor());
    filter = new Doubling(memory.reactor());
  }

  /// What nobody listened to would be reported after a second.
  @AfterEach
  void letTimeGoOn() {
    memory.runFor(Duration.ofSeconds(2));
  }

  /// Gives each byte twice, and a full stop at the end.
  private static final class Doubling extends ByteFilter {
    Doubling(dev.triga.reactor.Reactor reactor) {
      super(reactor);
    }

    @Override
    protected void filter(ByteBuffer in, ByteQueue out) {
      while (in.hasRemaining()) {
        byte each = in.get();
        out.append(new byte[] {each, each});
      }
    }

    @Override
    protected void finish(ByteQueue out) {
      out.append(new byte[] {'.'});
    }
  }

  private void onTurn(Runnable work) {
    memory.reactor().execute(work);
    memory.settle();
  }

  private static ByteBuffer bytes(String text) {
    return UTF_8.encode(text);
  }

  @Test
  void attachingTwiceChangesNothing() {
    supplier.attach(collector);
    supplier.attach(collector);
    memory.settle();
    assertThat(collector.events).containsExactly("attached");
  }

  @Test
  void aSecondPeerIsRefusedByName(ReportedFailures failures) {
    supplier.attach(collector);
    supplier.attach(new Collector(memory.reactor()));
    new Supplier(memory.reactor()).attach(collector);
    memory.settle();
    assertThat(failures.take())
        .hasSize(2)
        .allSatisfy(entry ->
            assertThat(String.valueOf(entry)).contains("Supplier is attached to Collector"));
  }

  @Test
  void anEndOfAnotherReactorIsRefused() {
    try (var other = MemoryReactor.open()) {
      assertThatThrownBy(() -> supplier.attach(new Collector(other.reactor())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(other.reactor().name());
    }
  }

  @Test
  void afterDetachingNothingPassesAndCreditBeginsAnew() {
    supplier.attach(collector);
    memory.settle();
    onTurn(() -> supplier.give(new byte[100]));
    collector.detach();
    supplier.detach();
    memory.settle();
    assertThat(supplier.allowed()).isZero();
    assertThat(collector.events).containsExactly("attached", "detached");
    supplier.attach(collector);
    memory.settle();
    assertThat(collector.limit()).isEqualTo(Collector.DEFAULT_WINDOW_BYTES);
    assertThat(collector.receivedSinceAttached()).isZero();
    assertThat(collector.received()).isEqualTo(100);
  }

  @Test
  void anEndThatCameBeforeTheConsumerIsToldWhenOneIsAttached() {
    onTurn(() -> supplier.finish(LOST));
    supplier.attach(collector);
    memory.settle();
    assertThat(collector.events).containsExactly("attached", "ended LOST");
  }

  @Test
  void anAbortedProducerAbortsWhatIsAttachedLater() {
    supplier.abort(LOST);
    supplier.attach(collector);
    memory.settle();
    assertThat(collector.events).containsExactly("attached", "aborted LOST");
  }

  @Test
  void anEndedConsumerAbortsWhatIsAttachedLater() {
    collector.abort(LOST);
    supplier.attach(collector);
    memory.settle();
    assertThat(supplier.events).endsWith("aborted ABORTED");
  }

  @Test
  void eachEndHearsOfItOnce() {
    supplier.attach(collector);
    memory.settle();
    supplier.abort(LOST);
    collector.abort(LOST);
    supplier.abort(LOST);
    onTurn(() -> supplier.finish(CloseReason.DONE));
    assertThat(collector.events).containsExactly("attached", "aborted LOST");
    assertThat(supplier.events).containsOnlyOnce("aborted LOST");
  }

  @Test
  void theEndIsNotToldInsideTheCall() {
    supplier.attach(collector);
    memory.settle();
    onTurn(() -> {
      supplier.finish(CloseReason.DONE);
      assertThat(collector.events).containsExactly("attached");
    });
    assertThat(collector.events).endsWith("ended DONE");
  }

  @Test
  void anAbortGoesDownTheChain() {
    supplier.through(filter).through(new Doubling(memory.reactor())).attach(collector);
    memory.settle();
    supplier.abort(LOST);
    memory.settle();
    assertThat(collector.events).containsExactly("attached", "aborted LOST");
  }

  @Test
  void anAbortGoesUpTheChain() {
    supplier.through(filter).through(new Doubling(memory.reactor())).attach(collector);
    memory.settle();
    collector.abort(LOST);
    memory.settle();
    assertThat(supplier.events).endsWith("aborted LOST");
  }

  @Test
  void anAbortInTheMiddleGoesBothWays() {
    supplier.through(filter).attach(collector);
    memory.settle();
    filter.abort(LOST);
    memory.settle();
    assertThat(supplier.events).endsWith("aborted LOST");
    assertThat(collector.events).endsWith("aborted LOST");
  }

  @Test
  void theEndFollowsWhatWaitsInAFilter() {
    var narrow = new Collector(memory.reactor(), 3);
    narrow.isHolding = true;
    supplier.through(filter).attach(narrow);
    memory.settle();
    onTurn(() -> {
      supplier.give("abc".getBytes(UTF_8));
      supplier.finish(CloseReason.DONE);
    });
    onTurn(() -> assertThat(narrow.text()).isEqualTo("aab"));
    assertThat(narrow.events).containsExactly("attached");
    onTurn(() -> narrow.letGo(3));
    onTurn(() -> narrow.letGo(3));
    assertThat(narrow.text()).isEqualTo("aabbcc.");
    assertThat(narrow.events).containsExactly("attached", "ended DONE");
  }

  @Test
  void aTruncatedEndSaysSoBelow() {
    supplier.through(filter).attach(collector);
    memory.settle();
    onTurn(() -> {
      supplier.give("ab".getBytes(UTF_8));
      supplier.finish(LOST);
    });
    assertThat(collector.text()).isEqualTo("aabb");
    assertThat(collector.events).containsExactly("attached", "ended LOST");
  }

  @Test
  void messagesGoBothWaysThroughTheChain() {
    supplier.through(filter).attach(collector);
    memory.settle();
    onTurn(() -> {
      assertThat(supplier.control(new Collector.Note("down"))).isTrue();
      assertThat(collector.control(new Collector.Note("up"))).isTrue();
    });
    assertThat(collector.events).endsWith("control Note[text=down]");
    assertThat(supplier.events).endsWith("control Note[text=up]");
  }

  @Test
  void aMessageThatNobodyUnderstandsIsAnswered() {
    supplier.attach(collector);
    memory.settle();
    onTurn(() -> {
      assertThat(supplier.control(new Collector.Riddle())).isFalse();
      assertThat(new Supplier(memory.reactor()).control(new Collector.Note("x"))).isFalse();
    });
    assertThat(collector.isEnded()).isFalse();
  }

  @Test
  void aConsumerThatThrowsIsReportedAndAbortsTheChain(ReportedFailures failures) {
    var broken =
        new Collector(memory.reactor()) {
          @Override
          protected void dataReceived(ByteBuffer data) {
            throw new IllegalStateException("disk full");
          }
        };
    var done = supplier.through(filter).pipeTo(broken);
    memory.settle();
    onTurn(() -> supplier.give(new byte[1]));
    assertThat(failures.take()).hasSize(1);
    assertThat(broken.events).containsExactly("attached", "aborted ABORTED");
    assertThat(supplier.events).endsWith("aborted ABORTED");
    assertThat(done.failureNow())
        .isInstanceOf(StreamFailure.class)
        .hasMessageContaining("disk full")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aProducerThatThrowsIsReportedAndAbortsTheChain(ReportedFailures failures) {
    var broken =
        new Supplier(memory.reactor()) {
          @Override
          protected void produce() {
            throw new IllegalStateException("no idea");
          }
        };
    broken.attach(collector);
    memory.settle();
    assertThat(failures.take()).hasSize(1);
    assertThat(broken.events).endsWith("aborted ABORTED");
    assertThat(collector.events).endsWith("aborted ABORTED");
  }

  @Test
  void aFilterThatCannotFinishAbortsTheChain(ReportedFailures failures) {
    var strict =
        new ByteFilter(memory.reactor()) {
          @Override
          protected void filter(ByteBuffer in, ByteQueue out) {
            out.append(in);
          }

          @Override
          protected void finish(ByteQueue out) {
            throw new IllegalStateException("half a record is left");
          }
        };
    var done = supplier.through(strict).pipeTo(collector);
    memory.settle();
    onTurn(() -> supplier.finish(CloseReason.DONE));
    assertThat(failures.take()).hasSize(1);
    assertThat(collector.events).containsExactly("attached", "aborted ABORTED");
    assertThat(done.failureNow()).hasMessageContaining("half a record");
  }

  @Test
  void pipingTellsTheNumberOfBytes() {
    var writer = new ByteWriter(memory.reactor());
    var done = writer.through(filter).pipeTo(collector);
    writer.write(bytes("four"));
    writer.end();
    memory.settle();
    assertThat(done.resultNow()).isEqualTo(9);
    assertThat(collector.text()).isEqualTo("ffoouurr.");
    assertThat(collector.done().resultNow()).isEqualTo(9);
  }

  @Test
  void pipingIntoWhatHasEndedFails() {
    collector.abort(LOST);
    memory.settle();
    var done = supplier.pipeTo(collector);
    memory.settle();
    assertThat(done.failureNow()).hasMessageContaining("has ended and takes no more");
  }

  @Test
  void pipingIntoWhatIsAttachedFails() {
    new Supplier(memory.reactor()).attach(collector);
    var done = supplier.pipeTo(collector);
    memory.settle();
    assertThat(done.failureNow()).hasMessageContaining("is attached to Collector");
    assertThat(collector.isEnded()).isFalse();
  }

  @Test
  void pipingFailsWhenTheDataIsNotComplete() {
    var done = supplier.pipeTo(collector);
    memory.settle();
    onTurn(() -> supplier.finish(LOST));
    assertThat(done.failureNow()).hasMessageContaining("cable cut");
  }

  @Test
  void cancellingThePipeAbortsTheStream() {
    var done = supplier.through(filter).pipeTo(collector);
    memory.settle();
    assertThat(done.cancel()).isTrue();
    memory.settle();
    assertThat(supplier.events).endsWith("aborted ABORTED");
    assertThat(collector.events).endsWith("aborted ABORTED");
  }

  @Test
  void aWriterIsBoundedAndTells() {
    var writer = new ByteWriter(memory.reactor());
    assertThat(writer.write(ByteBuffer.allocate(64 * 1024))).isEqualTo(WriteOutcome.QUEUED);
    assertThat(writer.drained().isDone()).isFalse();
    assertThat(writer.write(bytes("x"))).isEqualTo(WriteOutcome.ABOVE_HIGH_WATER);
    var drained = writer.drained();
    var done = writer.pipeTo(collector);
    memory.settle();
    assertThat(drained.isSucceeded()).isTrue();
    assertThat(writer.unsentBytes()).isZero();
    writer.end();
    assertThat(writer.write(bytes("late"))).isEqualTo(WriteOutcome.CLOSED);
    memory.settle();
    assertThat(done.resultNow()).isEqualTo(64 * 1024 + 1);
  }

  @Test
  void aWriterThatNobodyReadsIsAborted() {
    var writer = new ByteWriter(memory.reactor());
    var piece = ByteBuffer.allocate(8 << 20);
    for (int i = 0; i < 8; i++) {
      assertThat(writer.write(piece.clear())).isEqualTo(WriteOutcome.ABOVE_HIGH_WATER);
    }
    var drained = writer.drained();
    assertThat(writer.write(bytes("one too many"))).isEqualTo(WriteOutcome.CLOSED);
    writer.attach(collector);
    memory.settle();
    assertThat(collector.events).containsExactly("attached", "aborted OVERFLOW");
    assertThat(drained.failureNow()).hasMessageContaining("more than 67108864 bytes would wait");
    assertThat(writer.isOpen()).isFalse();
  }

  @Test
  void writersMayWriteFromAnyThread() throws InterruptedException {
    var writer = new ByteWriter(memory.reactor());
    var done = writer.pipeTo(collector);
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.startVirtualThread(() -> {
            for (int n = 0; n < 1000; n++) {
              writer.write(bytes("0123456789"));
            }
          });
    }
    for (var thread : threads) {
      thread.join();
    }
    writer.end();
    memory.settle();
    assertThat(done.resultNow()).isEqualTo(40_000);
    assertThat(collector.text()).isEqualTo("0123456789".repeat(4000));
  }

  @Test
  void whatIsLeftWhenTheReactorHasStoppedIsAborted() {
    var writer = new ByteWriter(memory.reactor());
    var failure = writer.pipeTo(collector).handle((count, why) -> why);
    memory.settle();
    memory.reactor().stop();
    memory.settle();
    writer.write(bytes("too late"));
    assertThat(failure.resultNow()).hasMessageContaining("the reactor has stopped");
  }
}

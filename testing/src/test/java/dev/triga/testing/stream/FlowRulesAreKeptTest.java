package dev.triga.testing.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.stream.ByteConsumer;
import dev.triga.stream.ByteWriter;
import dev.triga.stream.FlowProducer;
import dev.triga.stream.FlowPublisher;
import dev.triga.stream.StreamFailure;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// The rules of Reactive Streams, as publisher and as subscriber.
@TrigaTest
class FlowRulesAreKeptTest {
  private MemoryReactor memory;
  private ByteWriter writer;
  private FlowPublisher publisher;

  @BeforeEach
  void make(MemoryReactor given) {
    memory = given;
    writer = new ByteWriter(memory.reactor());
    publisher = new FlowPublisher(writer);
  }

  @AfterEach
  void letTimeGoOn() {
    memory.runFor(Duration.ofSeconds(2));
  }

  /// Writes down what it is told, and asks for what it is told to.
  private class Recording implements Flow.Subscriber<ByteBuffer> {
    final List<String> events = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Flow.Subscription subscription;
    Throwable failure;
    private boolean isInside;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      enter("subscribed");
      subscription = given;
      isInside = false;
    }

    @Override
    public void onNext(ByteBuffer item) {
      enter("item " + item.remaining());
      while (item.hasRemaining()) {
        bytes.write(item.get());
      }
      isInside = false;
    }

    @Override
    public void onError(Throwable why) {
      enter("error");
      failure = why;
      isInside = false;
    }

    @Override
    public void onComplete() {
      enter("complete");
      isInside = false;
    }

    private void enter(String event) {
      assertThat(isInside).as("another call is in progress").isFalse();
      assertThat(memory.reactor().isOnTurn()).isTrue();
      isInside = true;
      events.add(event);
    }
  }

  private Recording subscribed() {
    var subscriber = new Recording();
    publisher.subscribe(subscriber);
    memory.settle();
    return subscriber;
  }

  private void request(Recording subscriber, long count) {
    subscriber.subscription.request(count);
    memory.settle();
  }

  private void write(String text) {
    writer.write(UTF_8.encode(text));
    memory.settle();
  }

  // As publisher.

  @Test
  void nothingComesThatWasNotRequested() {
    var subscriber = subscribed();
    write("one");
    assertThat(subscriber.events).containsExactly("subscribed");
    request(subscriber, 1);
    write("two");
    assertThat(subscriber.events).containsExactly("subscribed", "item 3");
    request(subscriber, 2);
    write("three");
    assertThat(subscriber.events).containsExactly("subscribed", "item 3", "item 3", "item 5");
  }

  @Test
  void theEndNeedsNoRequestButFollowsTheItems() {
    var subscriber = subscribed();
    write("one");
    writer.end();
    memory.settle();
    assertThat(subscriber.events).containsExactly("subscribed");
    request(subscriber, 1);
    assertThat(subscriber.events).containsExactly("subscribed", "item 3", "complete");
  }

  @Test
  void anEmptyStreamCompletesWithoutARequest() {
    writer.end();
    assertThat(subscribed().events).containsExactly("subscribed", "complete");
  }

  @Test
  void afterCancellingNothingComesAndTheStreamIsAborted() {
    var subscriber = subscribed();
    request(subscriber, 10);
    subscriber.subscription.cancel();
    subscriber.subscription.cancel();
    memory.settle();
    write("x");
    request(subscriber, 1);
    assertThat(subscriber.events).containsExactly("subscribed");
    assertThat(writer.isOpen()).isFalse();
  }

  @Test
  void aRequestOfNothingIsAnError() {
    var subscriber = subscribed();
    request(subscriber, 0);
    assertThat(subscriber.events).containsExactly("subscribed", "error");
    assertThat(subscriber.failure)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3.9");
    assertThat(writer.isOpen()).isFalse();
  }

  @Test
  void requestsAddUpWithoutOverflow() {
    var subscriber = subscribed();
    request(subscriber, Long.MAX_VALUE);
    request(subscriber, Long.MAX_VALUE);
    write("x");
    assertThat(subscriber.events).containsExactly("subscribed", "item 1");
  }

  @Test
  void aRequestInsideACallIsAnsweredAfterIt() {
    var subscriber =
        new Recording() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            given.request(1);
          }

          @Override
          public void onNext(ByteBuffer item) {
            subscription.request(1);
            super.onNext(item);
          }
        };
    publisher.subscribe(subscriber);
    var data = new byte[300_000];
    writer.write(ByteBuffer.wrap(data));
    writer.end();
    memory.settle();
    assertThat(subscriber.bytes.size()).isEqualTo(data.length);
    assertThat(subscriber.events).endsWith("complete");
  }

  @Test
  void aSecondSubscriberIsRefused() {
    var first = subscribed();
    var second = subscribed();
    assertThat(second.events).containsExactly("subscribed", "error");
    assertThat(second.failure).hasMessageContaining("has a subscriber already");
    request(first, 1);
    write("x");
    assertThat(first.events).containsExactly("subscribed", "item 1");
  }

  @Test
  void noSubscriberIsAMistake() {
    assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void anAbortIsAnError() {
    var subscriber = subscribed();
    writer.abort(CloseReason.of(CloseReason.Kind.LOST, "cable cut"));
    memory.settle();
    assertThat(subscriber.events).containsExactly("subscribed", "error");
    assertThat(subscriber.failure)
        .isInstanceOf(StreamFailure.class)
        .hasMessageContaining("cable cut");
  }

  @Test
  void aSubscriberThatThrowsIsReportedAndOut(ReportedFailures failures) {
    var subscriber =
        new Recording() {
          @Override
          public void onNext(ByteBuffer item) {
            throw new IllegalStateException("indigestible");
          }
        };
    publisher.subscribe(subscriber);
    memory.settle();
    request(subscriber, 5);
    write("x");
    write("y");
    assertThat(failures.take()).hasSize(1);
    assertThat(subscriber.events).containsExactly("subscribed");
    assertThat(writer.isOpen()).isFalse();
  }

  @Test
  void withoutRequestsTheWindowBoundsWhatWaits() {
    subscribed();
    writer.write(ByteBuffer.allocate(1 << 20));
    memory.settle();
    assertThat(writer.unsentBytes()).isEqualTo((1 << 20) - ByteConsumer.DEFAULT_WINDOW_BYTES);
  }

  // As subscriber.

  /// A publisher by hand.
  private static final class Source implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    Flow.Subscriber<? super ByteBuffer> subscriber;
    long requested;
    boolean isCancelled;

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> given) {
      subscriber = given;
      given.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      requested += count;
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }

    void publish(String text) {
      subscriber.onNext(UTF_8.encode(text));
    }
  }

  private final Source source = new Source();

  private FlowProducer subscribedTo() {
    var producer = new FlowProducer(memory.reactor());
    source.subscribe(producer);
    return producer;
  }

  @Test
  void itAsksForAFewItemsAndThenForOneEach() {
    var collector = new Collector(memory.reactor());
    var producer = subscribedTo();
    assertThat(source.requested).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      source.publish("abc");
    }
    memory.settle();
    assertThat(source.requested).isEqualTo(8);
    producer.attach(collector);
    memory.settle();
    assertThat(source.requested).isEqualTo(16);
    assertThat(collector.received()).isEqualTo(24);
  }

  @Test
  void moreThanRequestedClosesTheStreamWithTheNumbers() {
    var producer = subscribedTo();
    for (int i = 0; i < 9; i++) {
      source.publish("x");
    }
    var collector = new Collector(memory.reactor());
    var done = producer.pipeTo(collector);
    memory.settle();
    assertThat(source.isCancelled).isTrue();
    assertThat(done.failureNow()).hasMessageContaining("item 9 where 8 were requested");
  }

  @Test
  void theEndFollowsTheItems() {
    var collector = new Collector(memory.reactor(), 2);
    collector.isHolding = true;
    var producer = subscribedTo();
    producer.attach(collector);
    source.publish("abc");
    source.subscriber.onComplete();
    memory.settle();
    assertThat(collector.events).containsExactly("attached");
    memory.reactor().execute(() -> collector.letGo(2));
    memory.settle();
    assertThat(collector.text()).isEqualTo("abc");
    assertThat(collector.events).containsExactly("attached", "ended DONE");
  }

  @Test
  void anErrorEndsTheDataIncomplete() {
    var producer = subscribedTo();
    var done = producer.pipeTo(new Collector(memory.reactor()));
    source.publish("abc");
    source.subscriber.onError(new IllegalStateException("no more"));
    memory.settle();
    assertThat(done.failureNow())
        .hasMessageContaining("no more")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAbortCancelsTheSubscription() {
    var producer = subscribedTo();
    producer.abort(CloseReason.of(CloseReason.Kind.ABORTED, "enough"));
    memory.settle();
    assertThat(source.isCancelled).isTrue();
  }

  @Test
  void aSecondSubscriptionIsCancelled() {
    var producer = subscribedTo();
    var second = new Source();
    second.subscribe(producer);
    assertThat(second.isCancelled).isTrue();
    assertThat(source.isCancelled).isFalse();
  }

  @Test
  void nullsAreRefused() {
    var producer = new FlowProducer(memory.reactor());
    assertThatThrownBy(() -> producer.onNext(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> producer.onError(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> producer.onSubscribe(null)).isInstanceOf(NullPointerException.class);
  }

  // Both.

  @RepeatedTest(10)
  void everyByteCrossesBothBridges(Gen gen) {
    var back = new FlowProducer(memory.reactor());
    publisher.subscribe(back);
    var collector = new Collector(memory.reactor(), gen.between(1L, 10_000L));
    var done = back.pipeTo(collector);
    var data = gen.bytes(100_000);
    for (var piece : gen.chunks(data)) {
      writer.write(ByteBuffer.wrap(piece));
    }
    writer.end();
    memory.settle();
    assertThat(done.resultNow()).isEqualTo(data.length);
    assertThat(Arrays.mismatch(collector.bytes.toByteArray(), data)).isEqualTo(-1);
  }

  @Test
  void thePublisherOfTheJdkIsUnderstood() throws Exception {
    var producer = new FlowProducer(memory.reactor());
    try (var jdk = new SubmissionPublisher<ByteBuffer>(Runnable::run, 4)) {
      jdk.subscribe(producer);
      var collector = new Collector(memory.reactor());
      var done = producer.pipeTo(collector);
      for (int i = 0; i < 20; i++) {
        jdk.submit(UTF_8.encode("0123456789"));
        memory.settle();
      }
      jdk.close();
      memory.settle();
      assertThat(done.resultNow()).isEqualTo(200);
    }
  }
}

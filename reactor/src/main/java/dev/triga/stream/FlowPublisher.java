package dev.triga.stream;

import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A stream as a [Flow.Publisher], for libraries that speak Reactive Streams.
///
/// It has one subscriber; a second one gets an error. The subscriber is called on the turn, one
/// call at a time, never inside its own `request`. Each item is a read-only buffer of 1 to
/// [#ITEM_MAX_BYTES] bytes that stays valid. What was not requested yet is bounded by the window of
/// a [ByteConsumer]. Data that ends incomplete, or an abort, becomes `onError` with a
/// [StreamFailure], after the items that were received before an end, at once for an abort;
/// `cancel` aborts the stream.
public final class FlowPublisher implements Flow.Publisher<ByteBuffer> {
  /// How many bytes an item has at most.
  public static final int ITEM_MAX_BYTES = 16 * 1024;

  private final ByteProducer producer;
  private final AtomicBoolean isTaken = new AtomicBoolean();

  /// Made from what is to be published. It is attached when somebody subscribes.
  public FlowPublisher(ByteProducer producer) {
    this.producer = Objects.requireNonNull(producer, "producer");
  }

  /// Subscribes. Any thread; everything else follows on the turn.
  ///
  /// @throws NullPointerException if the subscriber is null
  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    var loop = producer.loop();
    if (isTaken.compareAndSet(false, true)) {
      var outlet = new Outlet(loop, subscriber);
      loop.deliver(() -> outlet.begin(producer));
    } else {
      loop.deliver(() -> refuse(loop, subscriber));
    }
  }

  private void refuse(EventLoop loop, Flow.Subscriber<? super ByteBuffer> subscriber) {
    loop.contain(
        "subscriber",
        () -> {
          subscriber.onSubscribe(new Nothing());
          subscriber.onError(
              new IllegalStateException(
                  this + " has a subscriber already; a stream can be read once"));
        });
  }

  @Override
  public String toString() {
    return "FlowPublisher[" + producer + "]";
  }

  /// The subscription of a subscriber that is refused.
  private static final class Nothing implements Flow.Subscription {
    @Override
    public void request(long count) {
      // It has been told that nothing comes.
    }

    @Override
    public void cancel() {
      // It has been told that nothing comes.
    }
  }

  /// What comes, kept until it is requested.
  private static final class Outlet extends ByteConsumer implements Flow.Subscription {
    private final EventLoop loop;
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final ByteQueue waiting = new ByteQueue();
    private final AtomicLong requested = new AtomicLong();
    private final Runnable emission = this::emit;
    private volatile @Nullable Throwable mistake;
    private @Nullable CloseReason end;
    private boolean isEmitting;

    /// Nothing is told any more.
    private volatile boolean isOver;

    Outlet(EventLoop loop, Flow.Subscriber<? super ByteBuffer> subscriber) {
      super(loop);
      this.loop = loop;
      this.subscriber = subscriber;
    }

    void begin(ByteProducer producer) {
      if (tell(() -> subscriber.onSubscribe(this)) && !isOver) {
        loop.contain("attach", () -> producer.attach(this));
      }
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        mistake =
            new IllegalArgumentException(
                "request(" + count + "): a subscriber has to ask for at least one item (rule 3.9)");
      } else {
        requested.accumulateAndGet(count, Outlet::saturated);
      }
      loop.deliver(emission);
    }

    private static long saturated(long a, long b) {
      long sum = a + b;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
      isOver = true;
      abort(CloseReason.of(CloseReason.Kind.ABORTED, "the subscriber has cancelled"));
    }

    @Override
    protected void dataReceived(ByteBuffer data) {
      int count = data.remaining();
      waiting.append(data);
      hold(count);
      emit();
    }

    private void emit() {
      if (isEmitting) {
        return;
      }
      isEmitting = true;
      try {
        var wrong = mistake;
        if (wrong != null && !isOver) {
          finish(() -> subscriber.onError(wrong));
          abort(CloseReason.of(CloseReason.Kind.ABORTED, String.valueOf(wrong.getMessage())));
        }
        while (!isOver && !waiting.isEmpty() && requested.get() > 0) {
          requested.updateAndGet(count -> count == Long.MAX_VALUE ? count : count - 1);
          var item = waiting.pop(Math.min(ITEM_MAX_BYTES, waiting.first().remaining()));
          release(item.remaining());
          tell(() -> subscriber.onNext(item));
        }
        var reason = end;
        if (!isOver && waiting.isEmpty() && reason != null) {
          finish(
              reason.isDone()
                  ? subscriber::onComplete
                  : () -> subscriber.onError(new StreamFailure(reason)));
        }
      } finally {
        isEmitting = false;
      }
    }

    private void finish(Runnable last) {
      isOver = true;
      waiting.clear();
      loop.contain("subscriber", last);
    }

    /// Calls the subscriber; one that throws is out.
    private boolean tell(Runnable call) {
      if (loop.contain("subscriber", call)) {
        return true;
      }
      isOver = true;
      abort(CloseReason.of(CloseReason.Kind.ABORTED, "the subscriber threw"));
      return false;
    }

    @Override
    protected void dataEnded(CloseReason reason) {
      end = reason;
      emit();
    }

    @Override
    protected void aborted(CloseReason reason) {
      waiting.clear();
      if (!isOver) {
        finish(() -> subscriber.onError(new StreamFailure(reason)));
      }
    }

    @Override
    public String toString() {
      return "FlowPublisher's subscription";
    }
  }
}

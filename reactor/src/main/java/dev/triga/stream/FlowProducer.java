package dev.triga.stream;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// A producer that gives what a [Flow.Publisher] publishes: subscribe it there, and attach a
/// consumer.
///
/// ```java
/// var bytes = new FlowProducer(reactor);
/// publisher.subscribe(bytes);
/// bytes.pipeTo(sink);
/// ```
///
/// It asks for [#REQUESTED_ITEMS_MAX] items and then for one for each that was sent on, so that is
/// how many wait here at most; how large they are is the publisher's choice. An item belongs to the
/// stream from `onNext` on. The methods of [Flow.Subscriber] are for any thread, one call at a
/// time. A publisher that sends more than it was asked for closes the stream with the numbers; its
/// `onError` ends the data incomplete, with the error as the cause.
public final class FlowProducer extends ByteProducer implements Flow.Subscriber<ByteBuffer> {
  /// How many items are asked for ahead.
  public static final int REQUESTED_ITEMS_MAX = 8;

  private final Object lock = new Object();

  /// Guarded by the lock, like all that follows. The first may have been sent in part.
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

  private Flow.@Nullable Subscription subscription;
  private long requested;
  private long received;
  private @Nullable CloseReason end;
  private boolean isOver;

  /// Made for a reactor.
  public FlowProducer(Reactor reactor) {
    super(reactor);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    Objects.requireNonNull(given, "subscription");
    boolean isWanted;
    synchronized (lock) {
      isWanted = subscription == null && !isOver;
      if (isWanted) {
        subscription = given;
        requested = REQUESTED_ITEMS_MAX;
      }
    }
    if (isWanted) {
      given.request(REQUESTED_ITEMS_MAX);
    } else {
      given.cancel();
    }
  }

  @Override
  public void onNext(ByteBuffer item) {
    Objects.requireNonNull(item, "item");
    CloseReason violation = null;
    synchronized (lock) {
      if (isOver || end != null) {
        return;
      }
      received++;
      if (received > requested) {
        violation =
            CloseReason.of(
                CloseReason.Kind.OVERFLOW,
                "the publisher sent item " + received + " where " + requested + " were requested");
        isOver = true;
      } else {
        waiting.add(item.asReadOnlyBuffer());
      }
    }
    if (violation == null) {
      produceLater();
    } else {
      abort(violation);
    }
  }

  @Override
  public void onError(Throwable failure) {
    Objects.requireNonNull(failure, "failure");
    ends(CloseReason.of(CloseReason.Kind.LOST, "the publisher failed: " + failure, failure));
  }

  @Override
  public void onComplete() {
    ends(CloseReason.DONE);
  }

  private void ends(CloseReason reason) {
    synchronized (lock) {
      if (end == null) {
        end = reason;
      }
    }
    loop().deliver(this::endIfSent);
  }

  @Override
  protected void produce() {
    int sent = 0;
    for (var next = first(); next != null && credit() > 0; next = first()) {
      var ignored = sendSome(next);
      if (!next.hasRemaining()) {
        sent += dropFirst();
      }
    }
    requestMore(sent);
    endIfSent();
  }

  private @Nullable ByteBuffer first() {
    synchronized (lock) {
      return waiting.peekFirst();
    }
  }

  private int dropFirst() {
    synchronized (lock) {
      return waiting.pollFirst() == null ? 0 : 1;
    }
  }

  private void requestMore(int count) {
    Flow.Subscription from;
    synchronized (lock) {
      if (count == 0 || isOver || end != null) {
        return;
      }
      requested += count;
      from = subscription;
    }
    if (from != null) {
      from.request(count);
    }
  }

  private void endIfSent() {
    CloseReason reason;
    synchronized (lock) {
      while (waiting.peekFirst() instanceof ByteBuffer first && !first.hasRemaining()) {
        waiting.removeFirst();
      }
      reason = waiting.isEmpty() ? end : null;
    }
    if (reason != null) {
      endData(reason);
    }
  }

  @Override
  protected void aborted(CloseReason reason) {
    Flow.Subscription from;
    synchronized (lock) {
      isOver = true;
      waiting.clear();
      from = end == null ? subscription : null;
    }
    if (from != null) {
      from.cancel();
    }
  }
}

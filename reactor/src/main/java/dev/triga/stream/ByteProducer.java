package dev.triga.stream;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The upper end of a stream: gives bytes to the [ByteConsumer] that it is attached to, never more
/// than that has credit for. Extend it for a source of one's own; [ByteWriter] is one to write to.
///
/// **Credit.** The consumer says how many bytes it allows in total since it was attached; what is
/// left of that is [#credit()]. Sending more is a mistake that closes the stream, see [#send].
///
/// **Threads.** [#attach], [#detach], [#abort] and [#pipeTo] are for any thread; off the turn they
/// take effect in a later pass. The rest needs the turn, and the methods to override are called on
/// it. One that throws is reported, and the stream is aborted with the exception as the cause.
///
/// **The end.** Either the producer ends its data, in order, or one side aborts the stream, which
/// each end hears once. Both are final: what is attached later hears of them at once. Detaching is
/// not an end; a link holds no bytes, so none is lost by it.
public abstract class ByteProducer {
  private final EventLoop loop;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable production = this::produceNow;
  private @Nullable Link link;
  private @Nullable CloseReason closed;
  private boolean isAborted;

  /// Made for a reactor, on whose turn it works.
  protected ByteProducer(Reactor reactor) {
    this.loop = (EventLoop) Objects.requireNonNull(reactor, "reactor");
  }

  // To override.

  /// Sends what there is, at most [#credit()] bytes. Called in a pass of its own: when it is
  /// attached to a consumer with credit, when credit rises from nothing, and after
  /// [#produceLater()]. It is not called again by itself while credit is left.
  protected abstract void produce();

  /// A consumer was attached. It has given no credit yet.
  protected void consumerAttached() {}

  /// The consumer was detached.
  protected void consumerDetached() {}

  /// The stream was aborted, by either side: free what belongs to it. Called once, after the
  /// current callback, and not after the data has ended.
  protected void aborted(CloseReason reason) {}

  /// A message came up from the consumer.
  ///
  /// @return whether it was understood
  protected boolean controlReceived(StreamControl message) {
    return false;
  }

  // To call from there, on the turn.

  /// How many bytes may be sent now; 0 while nothing is attached or after the end.
  protected final long credit() {
    var attached = link;
    return attached == null ? 0 : attached.credit();
  }

  /// Gives all of `data` to the consumer, inside this call, and leaves its position at its limit.
  ///
  /// @throws StreamFailure of kind `OVERFLOW` if it is more than [#credit()]; the stream is then
  ///   aborted with the numbers
  /// @throws IllegalStateException if nothing is attached, after the end, or inside the consumer's
  ///   call
  protected final void send(ByteBuffer data) {
    loop.checkTurn("ByteProducer.send");
    var attached = link;
    if (attached == null) {
      throw new IllegalStateException(
          this + " cannot send " + data.remaining() + " bytes: nothing is attached to it");
    }
    attached.send(data);
  }

  /// Gives as much of `data` to the consumer as there is credit for and moves its position past
  /// that.
  ///
  /// @return how many bytes that was
  /// @throws IllegalStateException inside the consumer's call
  protected final int sendSome(ByteBuffer data) {
    loop.checkTurn("ByteProducer.sendSome");
    var attached = link;
    int count = (int) Math.min(credit(), data.remaining());
    if (attached == null || count == 0) {
      return 0;
    }
    int end = data.limit();
    data.limit(data.position() + count);
    try {
      attached.send(data);
    } finally {
      data.limit(end);
    }
    return count;
  }

  /// Sends from the front of a queue as much as there is credit for.
  ///
  /// @return whether the queue is empty afterwards
  protected final boolean sendFrom(ByteQueue queue) {
    while (!queue.isEmpty()) {
      var first = queue.first();
      int count = (int) Math.min(credit(), first.remaining());
      if (count == 0) {
        return false;
      }
      // Out of the queue before the consumer runs, which may throw or add to the queue.
      var ignored = queue.remove(count);
      send(first.limit(first.position() + count));
    }
    return true;
  }

  /// Has [#produce()] called in a later pass, if there is credit then. Calls until then count as
  /// one. Any thread.
  protected final void produceLater() {
    if (scheduled.compareAndSet(false, true)) {
      loop.deliver(production);
    }
  }

  private void produceNow() {
    scheduled.set(false);
    if (loop.state() == Reactor.State.STOPPED) {
      abortNow(CloseReason.of(CloseReason.Kind.ABORTED, "the reactor has stopped"));
    } else if (credit() > 0) {
      contain("produce", this::produce);
    }
  }

  /// The data has ended, in order and complete: see [#endData(CloseReason)].
  protected final void endData() {
    endData(CloseReason.DONE);
  }

  /// There is no more data. The consumer hears it after the current callback, or when one is
  /// attached. Only the first call counts.
  ///
  /// @param reason `DONE` if the data is complete, else why it is not
  protected final void endData(CloseReason reason) {
    loop.checkTurn("ByteProducer.endData");
    if (closed != null) {
      return;
    }
    closed = reason;
    if (link != null) {
      tellEnd(link, reason);
    }
  }

  private void tellEnd(Link attached, CloseReason reason) {
    attached.close();
    loop.ready(() -> {
      if (link == attached) {
        attached.consumer.ended(reason);
      }
    });
  }

  // For everybody.

  /// Attaches a consumer: bytes go to it from now on, within the credit that it gives anew. The
  /// same one again changes nothing. Any thread; off the turn it happens in a later pass, and a
  /// refusal goes to the uncaught handler.
  ///
  /// @throws IllegalArgumentException if the consumer belongs to another reactor
  /// @throws IllegalStateException on the turn, if one of the two is attached to something else
  public final void attach(ByteConsumer consumer) {
    checkReactorOf(consumer);
    if (loop.isOnTurn()) {
      attachNow(consumer);
    } else {
      loop.execute(() -> attachNow(consumer));
    }
  }

  private void checkReactorOf(ByteConsumer consumer) {
    if (consumer.loop() != loop) {
      throw new IllegalArgumentException(
          this
              + " is on reactor '"
              + loop.name()
              + "' and "
              + consumer
              + " on '"
              + consumer.loop().name()
              + "'; connect two reactors through a transport or BlockingByteChannel");
    }
  }

  private void attachNow(ByteConsumer consumer) {
    if (link != null && link.consumer == consumer) {
      return;
    }
    var other = link != null ? link : consumer.link();
    if (other != null) {
      throw new IllegalStateException(
          "cannot attach "
              + this
              + " to "
              + consumer
              + ": "
              + other.producer
              + " is attached to "
              + other.consumer
              + "; detach it first");
    }
    var made = new Link(this, consumer);
    link = made;
    contain("consumerAttached", this::consumerAttached);
    if (link == made) {
      consumer.attached(made);
    }
    if (link == made && closed != null) {
      if (isAborted) {
        made.close();
        consumer.abortNow(closed);
      } else {
        tellEnd(made, closed);
      }
    }
  }

  /// Separates it from its consumer: no bytes and no credit pass any more. Idempotent. Any thread;
  /// off the turn it happens in a later pass.
  public final void detach() {
    if (loop.isOnTurn()) {
      detachNow();
    } else {
      loop.deliver(this::detachNow);
    }
  }

  final void detachNow() {
    var attached = link;
    if (attached != null) {
      link = null;
      attached.close();
      attached.consumer.detached();
      contain("consumerDetached", this::consumerDetached);
    }
  }

  /// Ends the stream at once, up and down the chain; what was not delivered is dropped. Nothing
  /// after the end. Any thread; off the turn it happens in a later pass.
  public final void abort(CloseReason reason) {
    Objects.requireNonNull(reason, "reason");
    if (loop.isOnTurn()) {
      abortNow(reason);
    } else {
      loop.deliver(() -> abortNow(reason));
    }
  }

  final void abortNow(CloseReason reason) {
    var attached = link;
    if (closed == null) {
      closed = reason;
      isAborted = true;
      loop.ready(() -> contain("aborted", () -> aborted(reason)));
      if (attached != null) {
        attached.close();
        attached.consumer.abortNow(reason);
      }
    }
  }

  /// Sends a message down, beside the data, inside this call. On the turn.
  ///
  /// @return whether somebody below understood it
  public final boolean control(StreamControl message) {
    loop.checkTurn("ByteProducer.control");
    var attached = link;
    return attached != null && attached.consumer.hear(message);
  }

  final boolean hear(StreamControl message) {
    var understood = new boolean[1];
    contain("controlReceived", () -> understood[0] = controlReceived(message));
    return understood[0];
  }

  /// Attaches a filter and returns its lower end, to which the next is attached. Any thread.
  public final ByteProducer through(ByteFilter filter) {
    attach(filter.input());
    return filter.output();
  }

  /// Attaches a consumer and tells when everything has arrived there and is safe: the number of
  /// bytes, see [ByteConsumer#done()]. It fails with an [IllegalStateException] if the consumer has
  /// ended before, or one of the two is attached to something else. Cancelling it aborts the
  /// stream. Any thread.
  ///
  /// @throws IllegalArgumentException if the consumer belongs to another reactor
  public final Deferred<Long> pipeTo(ByteConsumer consumer) {
    checkReactorOf(consumer);
    var piped =
        new Deferred<Long>(loop)
            .onCancel(why ->
                abort(CloseReason.of(CloseReason.Kind.ABORTED, "the copying was cancelled", why)));
    if (loop.isOnTurn()) {
      pipeNow(consumer, piped);
    } else {
      loop.execute(() -> pipeNow(consumer, piped));
    }
    return piped;
  }

  private void pipeNow(ByteConsumer consumer, Deferred<Long> piped) {
    try {
      if (consumer.isEnded()) {
        throw new IllegalStateException(
            "cannot pipe " + this + " into " + consumer + ": that has ended and takes no more");
      }
      attachNow(consumer);
      consumer.tellWhenDone(piped);
    } catch (IllegalStateException refusal) {
      piped.fail(refusal);
    }
  }

  /// The consumer that it is attached to, or null. On the turn.
  public final @Nullable ByteConsumer consumer() {
    return link == null ? null : link.consumer;
  }

  /// Whether its data has ended or the stream was aborted. On the turn.
  public final boolean isEnded() {
    return closed != null;
  }

  /// The reactor on whose turn it works. Any thread.
  public final Reactor reactor() {
    return loop;
  }

  final EventLoop loop() {
    return loop;
  }

  final void contain(String callback, Runnable call) {
    try {
      call.run();
    } catch (Throwable error) {
      loop.report(callback, this, error, null);
      abortNow(
          CloseReason.of(
              CloseReason.Kind.ABORTED, this + "'s " + callback + " threw " + error, error));
    }
  }

  /// Its kind.
  @Override
  public String toString() {
    return Names.of(this);
  }
}

package dev.triga.stream;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The lower end of a stream: takes the bytes of the [ByteProducer] that is attached to it, and
/// says how many may come. Extend it for a sink of one's own.
///
/// **Credit.** A consumer has a window, the number of bytes that it is ready to have in hand. As
/// long as it is done with the bytes when [#dataReceived] returns, the limit simply moves on. One
/// that keeps bytes calls [#hold], and [#release] when it is done with them: the producer may have
/// sent `received + window - held` bytes in total, and a limit that was given is never taken back.
/// So what a consumer holds is bounded by its window.
///
/// **Threads.** [#detach], [#abort] and [#done] are for any thread; off the turn the first two take
/// effect in a later pass. The rest needs the turn, and the methods to override are called on it.
/// One that throws is reported, and the stream is aborted with the exception as the cause.
///
/// **The end** comes once: [#dataEnded] after all data, or [#aborted].
public abstract class ByteConsumer {
  /// The window of a consumer that names none: 64 KiB, one read of a connection.
  public static final long DEFAULT_WINDOW_BYTES = 64 * 1024;

  /// The window of a consumer that takes everything at once.
  public static final long UNLIMITED = Long.MAX_VALUE;

  private final EventLoop loop;
  private final Completion done;
  private final long window;
  private @Nullable Link link;
  private long held;
  private long received;
  private boolean isEnded;

  /// Made for a reactor, with the default window.
  protected ByteConsumer(Reactor reactor) {
    this(reactor, DEFAULT_WINDOW_BYTES);
  }

  /// Made for a reactor, on whose turn it works.
  ///
  /// @param window how many bytes may be in hand, at least one
  /// @throws IllegalArgumentException if the window is less than 1
  protected ByteConsumer(Reactor reactor, long window) {
    if (window < 1) {
      throw new IllegalArgumentException(
          "a window of " + window + " bytes lets nothing come; it has to be at least 1");
    }
    this.loop = (EventLoop) Objects.requireNonNull(reactor, "reactor");
    this.window = window;
    this.done = new Completion(loop);
  }

  // To override.

  /// Bytes came. Who keeps them copies them, for example into a [ByteQueue], and calls [#hold].
  ///
  /// @param data not to be changed, and valid only during this call
  protected abstract void dataReceived(ByteBuffer data);

  /// There is no more data. Called once, after the current callback and all data; not after
  /// [#aborted].
  ///
  /// @param reason `DONE` if the data is complete, else why it is not
  protected void dataEnded(CloseReason reason) {}

  /// The stream was aborted, by either side: free what belongs to it. Called once, after the
  /// current callback; not after [#dataEnded].
  protected void aborted(CloseReason reason) {}

  /// What has to happen after complete data has ended until all of it is safe; null when nothing.
  /// Called once, after [#dataEnded]; [#done()] waits for it.
  protected @Nullable CompletionStage<?> finishing() {
    return null;
  }

  /// A producer was attached.
  protected void producerAttached() {}

  /// The producer was detached.
  protected void producerDetached() {}

  /// A message came down from the producer.
  ///
  /// @return whether it was understood
  protected boolean controlReceived(StreamControl message) {
    return false;
  }

  // To call from there, on the turn.

  /// Keeps bytes in hand that were received: they take up room in the window.
  ///
  /// @throws IllegalArgumentException if `bytes` is negative
  protected final void hold(long bytes) {
    loop.checkTurn("ByteConsumer.hold");
    if (bytes < 0) {
      throw new IllegalArgumentException("cannot hold " + bytes + " bytes");
    }
    held += bytes;
  }

  /// Is done with bytes that it held: as many more may come.
  ///
  /// @throws IllegalArgumentException if it does not hold as many
  protected final void release(long bytes) {
    loop.checkTurn("ByteConsumer.release");
    if (bytes < 0 || bytes > held) {
      throw new IllegalArgumentException(
          this + " cannot release " + bytes + " bytes: it holds " + held);
    }
    held -= bytes;
    var attached = link;
    if (attached != null) {
      attached.raise(total(attached));
    }
  }

  /// How many bytes it holds.
  protected final long held() {
    return held;
  }

  // For everybody.

  /// Separates it from its producer: see [ByteProducer#detach]. Any thread.
  public final void detach() {
    if (loop.isOnTurn()) {
      detachNow();
    } else {
      loop.deliver(this::detachNow);
    }
  }

  private void detachNow() {
    if (link != null) {
      link.producer.detachNow();
    }
  }

  /// Ends the stream at once, up and down the chain: no more is wanted. Nothing after the end. Any
  /// thread; off the turn it happens in a later pass.
  public final void abort(CloseReason reason) {
    Objects.requireNonNull(reason, "reason");
    if (loop.isOnTurn()) {
      abortNow(reason);
    } else {
      loop.deliver(() -> abortNow(reason));
    }
  }

  /// Sends a message up, inside this call. On the turn.
  ///
  /// @return whether somebody above understood it
  public final boolean control(StreamControl message) {
    loop.checkTurn("ByteConsumer.control");
    var attached = link;
    return attached != null && attached.producer.hear(message);
  }

  /// Comes when complete data has ended and is safe, with the number of bytes received; fails with
  /// a [StreamFailure] when the data was not complete or the stream was aborted, and with what
  /// [#finishing()] failed with. Each call gives a Deferred of its own; cancelling it changes
  /// nothing here. Any thread.
  public final Deferred<Long> done() {
    return done.ask();
  }

  /// The producer that is attached, or null. On the turn.
  public final @Nullable ByteProducer producer() {
    return link == null ? null : link.producer;
  }

  /// The bytes received in all. On the turn.
  public final long received() {
    return received;
  }

  /// The bytes received from the producer that is attached. On the turn.
  public final long receivedSinceAttached() {
    return link == null ? 0 : link.sent();
  }

  /// The bytes that the producer that is attached may send in total; 0 without one. On the turn.
  public final long limit() {
    return link == null ? 0 : link.limit();
  }

  /// Whether the data has ended or the stream was aborted. On the turn.
  public final boolean isEnded() {
    return isEnded;
  }

  /// The reactor on whose turn it works. Any thread.
  public final Reactor reactor() {
    return loop;
  }

  // For the package, on the turn.

  final void tellWhenDone(Deferred<Long> waiting) {
    done.tellWhenSettled(waiting);
  }

  /// Whether somebody waits for [#done()].
  final boolean isAwaited() {
    return done.isAsked();
  }

  final EventLoop loop() {
    return loop;
  }

  final @Nullable Link link() {
    return link;
  }

  /// What a producer may have sent in total.
  final long total(Link of) {
    if (of != link || isEnded) {
      return 0;
    }
    long total = of.sent() + Math.max(0, window - held);
    return total < 0 ? UNLIMITED : total;
  }

  final void attached(Link made) {
    link = made;
    if (isEnded) {
      made.producer.abortNow(
          CloseReason.of(CloseReason.Kind.ABORTED, this + " takes no more: it has ended"));
      return;
    }
    contain("producerAttached", this::producerAttached);
    made.raise(total(made));
  }

  final void detached() {
    link = null;
    contain("producerDetached", this::producerDetached);
  }

  final void receive(ByteBuffer data, int count) {
    received += count;
    try {
      dataReceived(data);
    } catch (Throwable error) {
      failed("dataReceived", error);
    }
  }

  final void ended(CloseReason reason) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    if (!contain("dataEnded", () -> dataEnded(reason))) {
      return;
    }
    if (!reason.isDone()) {
      done.fail(new StreamFailure(reason));
      return;
    }
    contain("finishing", () -> settle(finishing()));
  }

  private void settle(@Nullable CompletionStage<?> last) {
    if (last == null) {
      done.succeed(received);
      return;
    }
    var ignored =
        last.handle((value, failure) -> {
          if (failure == null) {
            done.succeed(received);
          } else {
            done.fail(failure);
          }
          return done;
        });
  }

  final void abortNow(CloseReason reason) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    done.fail(new StreamFailure(reason));
    loop.ready(() -> contain("aborted", () -> aborted(reason)));
    if (link != null) {
      link.close();
      link.producer.abortNow(reason);
    }
  }

  final boolean hear(StreamControl message) {
    var understood = new boolean[1];
    contain("controlReceived", () -> understood[0] = controlReceived(message));
    return understood[0];
  }

  private boolean contain(String callback, Runnable call) {
    try {
      call.run();
      return true;
    } catch (Throwable error) {
      failed(callback, error);
      return false;
    }
  }

  private void failed(String callback, Throwable error) {
    loop.report(callback, this, error, null);
    var reason =
        CloseReason.of(
            CloseReason.Kind.ABORTED, this + "'s " + callback + " threw " + error, error);
    abortNow(reason);
    done.fail(new StreamFailure(reason));
  }

  /// Its kind.
  @Override
  public String toString() {
    return Names.of(this);
  }
}

package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.StreamHandle;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a connection ends: in order, when its time is up, or at once.
///
/// The orderly end is a short walk: [Stage#CLOSING] sends what is unsent, then ends our side and
/// becomes [Stage#LINGERING], which reads and drops until the peer ends its side (closing earlier
/// would reset the connection when data is on its way, and the peer could lose what we sent). Every
/// end goes through [#end], which runs once. On the turn, except where said.
final class Ending implements Runnable {
  /// How long a finished connection waits for the peer to end its side too.
  static final Duration LINGER = Duration.ofSeconds(2);

  private static final CloseReason DECLINED =
      CloseReason.of(CloseReason.Kind.ABORTED, "the protocol factory declined the connection");

  /// The stages of a connection, in order.
  enum Stage {
    OPEN,
    CLOSING,
    LINGERING,
    CLOSED
  }

  private final StreamTransport transport;
  private final EventLoop loop;
  private StreamHandle handle;

  /// Written on the turn only, read by any thread.
  private volatile Stage stage = Stage.OPEN;

  private @Nullable CloseTimer timer;
  private @Nullable CloseReason reason;
  private boolean inputEnded;

  /// Who asked to be told; null when everybody has been. Guarded by this.
  private @Nullable List<Deferred<CloseReason>> waiting = List.of();

  Ending(StreamTransport transport, EventLoop loop, StreamHandle handle) {
    this.transport = transport;
    this.loop = loop;
    this.handle = handle;
  }

  /// A layer has been put above the handle.
  void over(StreamHandle layer) {
    handle = layer;
  }

  Stage stage() {
    return stage;
  }

  /// Whether nobody has begun to end the connection. Any thread.
  boolean isOpen() {
    return stage == Stage.OPEN;
  }

  boolean isClosing() {
    return stage == Stage.CLOSING;
  }

  /// Whether the connection is over. Any thread.
  boolean isOver() {
    return stage == Stage.CLOSED;
  }

  // In order.

  /// Begins to close; false if that had begun before.
  boolean beginClose(Duration deadline) {
    if (stage == Stage.CLOSED) {
      return false;
    }
    if (stage != Stage.OPEN) {
      shortenTimer(deadline);
      return false;
    }
    stage = Stage.CLOSING;
    timer = new CloseTimer(this, loop, deadline);
    var outgoing = transport.outgoing();
    outgoing.closing();
    if (stage != Stage.CLOSING) {
      // The producer, told that it is over, has aborted the connection.
      return true;
    }
    if (outgoing.isEnded()) {
      // Our side has ended before: only the peer's is missing.
      linger();
    }
    if (transport.isReadingPaused()) {
      handle.resumeReading();
    }
    return true;
  }

  /// A flush is over, or there will be none soon. Most connections have sent everything by then;
  /// only the others need the time that they have left to be measured.
  void measureTime() {
    if (stage == Stage.CLOSING && timer != null) {
      timer.arm();
    }
  }

  private void shortenTimer(Duration deadline) {
    if (timer != null) {
      timer.shorten(deadline);
    }
  }

  /// All that was written is sent, and our side is to end there.
  void outputDone() {
    if (inputEnded) {
      end(CloseReason.DONE, false);
      return;
    }
    handle.shutdownOutput();
    if (stage == Stage.CLOSING) {
      linger();
    }
  }

  private void linger() {
    stage = Stage.LINGERING;
    handle.resumeReading();
    if (timer != null) {
      timer.shorten(LINGER);
      timer.arm();
    }
  }

  /// The peer has ended its side; true if the protocol is to hear of it.
  boolean inputDone() {
    inputEnded = true;
    if (stage == Stage.LINGERING || (stage == Stage.OPEN && transport.outgoing().isEnded())) {
      end(CloseReason.DONE, false);
    }
    return stage == Stage.OPEN;
  }

  /// The time for an orderly end is over.
  void deadlineReached() {
    long unsent = transport.outgoing().unsent();
    if (stage == Stage.LINGERING && unsent == 0) {
      end(CloseReason.DONE, false);
    } else {
      end(
          CloseReason.of(
              CloseReason.Kind.ABORTED,
              "the close deadline passed with " + unsent + " bytes unsent"),
          true);
    }
  }

  // At once.

  /// Resets the connection because our side wants it.
  boolean abort(CloseReason why) {
    return end(why, true);
  }

  /// Resets the connection because a callback threw, unless that had ended it already.
  void abortAfter(String what, Throwable error) {
    end(CloseReason.of(CloseReason.Kind.ABORTED, what + " threw " + error, error), true);
  }

  /// Closes a connection that nobody wants; only who asked for its end hears of it.
  void refuse() {
    stage = Stage.CLOSED;
    reason = DECLINED;
    handle.close();
    transport.outgoing().drop(DECLINED);
    tellWaiting(DECLINED);
  }

  /// Succeeds when the protocol has been told of the end. Any thread.
  Deferred<CloseReason> news() {
    var news = new Deferred<CloseReason>(loop);
    synchronized (this) {
      if (waiting != null) {
        if (waiting.isEmpty()) {
          waiting = new ArrayList<>(1);
        }
        waiting.add(news);
        return news;
      }
    }
    news.succeed(Objects.requireNonNull(reason));
    return news;
  }

  private void tellWaiting(CloseReason why) {
    List<Deferred<CloseReason>> all;
    synchronized (this) {
      all = waiting;
      waiting = null;
    }
    if (all != null) {
      all.forEach(news -> news.succeed(why));
    }
  }

  /// The one way out. The protocol hears of it after the current callback.
  boolean end(CloseReason why, boolean reset) {
    if (stage == Stage.CLOSED) {
      return false;
    }
    stage = Stage.CLOSED;
    reason = why;
    if (reset) {
      handle.abort();
    } else {
      handle.close();
    }
    transport.outgoing().drop(why);
    if (timer != null) {
      timer.cancel();
    }
    loop.ready(this);
    return true;
  }

  /// Tells the protocol: run from the ready queue.
  @Override
  public void run() {
    var why = reason;
    if (why != null) {
      transport.tellLost(why);
      tellWaiting(why);
    }
  }
}

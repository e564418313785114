package dev.triga.transport;

import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.loop.FlushTarget;
import dev.triga.net.CloseReason;
import dev.triga.net.PeerCredentials;
import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A stream connection between a driver's handle and a user's protocol.
///
/// On the turn, a write is copied into the out-buffer, and the transport asks to be flushed at the
/// end of the pass; a large one goes to the system at once as far as it is taken. Off the turn it
/// goes through the [Inbox], which the turn empties before it does anything else to the transport,
/// so that all writes have one order.
///
/// The orderly end is a short walk: [Stage#CLOSING] sends what is unsent, then ends our side and
/// becomes [Stage#LINGERING], which reads and drops until the peer ends its side (closing earlier
/// would reset the connection when data is on its way, and the peer could lose what we sent). Every
/// end goes through [#end], which runs once.
final class StreamTransport implements Transport, StreamSink, FlushTarget {
  /// From this size on, bytes are offered to the system before any are copied.
  private static final int DIRECT_WRITE_BYTES = 16 * 1024;

  /// How long a finished connection waits for the peer to end its side too.
  static final Duration LINGER = Duration.ofSeconds(2);

  /// The stages of a connection, in order.
  enum Stage {
    OPEN,
    CLOSING,
    LINGERING,
    CLOSED
  }

  private final EventLoop loop;
  private final StreamHandle handle;
  private final OutBuffer out;
  private final long hardCapBytes;
  private final Connections.Link link;
  private final @Nullable StreamPort port;

  /// Written on the turn only, read by any thread.
  private volatile Stage stage = Stage.OPEN;

  private volatile @Nullable Inbox inbox;
  private volatile boolean outputEnding;
  private volatile int highWater = DEFAULT_HIGH_WATER_BYTES;
  private int lowWater = DEFAULT_LOW_WATER_BYTES;

  private Protocol protocol = Unset.PROTOCOL;
  private @Nullable ProducerSlot producer;
  private @Nullable CloseTimer closeTimer;
  private boolean flushRequested;
  private boolean flushPending;
  private boolean outputEnded;
  private boolean inputEnded;
  private boolean readingPaused;
  private volatile boolean owesWritable;

  StreamTransport(
      EventLoop loop,
      Streams streams,
      StreamHandle handle,
      long hardCapBytes,
      @Nullable StreamPort port) {
    this.loop = loop;
    this.handle = handle;
    this.hardCapBytes = hardCapBytes;
    this.port = port;
    this.out = new OutBuffer(loop.chunks());
    this.link = streams.connections().add(this);
  }

  /// Lets the factory make the protocol and tells it that the connection stands.
  ///
  /// @return whether there is a protocol; if not, the connection is closed
  boolean open(ProtocolFactory<?> factory) {
    Protocol made;
    try {
      made = factory.open(this);
    } catch (Throwable t) {
      loop.report("protocol factory", factory, t, null);
      made = null;
    }
    if (made == null) {
      stage = Stage.CLOSED;
      out.clear();
      handle.close();
      leave();
      return false;
    }
    protocol = made;
    try {
      made.connectionMade();
    } catch (Throwable t) {
      failed("connectionMade", t);
    }
    return true;
  }

  Protocol protocol() {
    return protocol;
  }

  // Events of the driver.

  @Override
  public void connected() {
    // A connecting handle reports to its Connection, which makes the transport afterwards.
  }

  @Override
  public void readable(ByteBuffer data) {
    loop.enter();
    if (stage == Stage.OPEN) {
      try {
        protocol.dataReceived(data);
      } catch (Throwable t) {
        failed("dataReceived", t);
      }
      loop.afterCallback();
    }
  }

  @Override
  public void readClosed() {
    loop.enter();
    inputEnded = true;
    if (stage == Stage.OPEN) {
      if (outputEnded) {
        end(CloseReason.DONE, false);
      } else {
        try {
          protocol.readClosed(this);
        } catch (Throwable t) {
          failed("readClosed", t);
        }
      }
    } else if (stage == Stage.LINGERING) {
      end(CloseReason.DONE, false);
    }
    loop.afterCallback();
  }

  @Override
  public void writable() {
    loop.enter();
    if (flushPending) {
      flushPending = false;
      flush();
    }
    loop.afterCallback();
  }

  @Override
  public void closed(CloseReason reason) {
    loop.enter();
    end(reason, false);
    loop.afterCallback();
  }

  // Writing.

  @Override
  public WriteOutcome write(ByteBuffer data) {
    if (!loop.isOnTurn()) {
      return inbox().write(data);
    }
    emptyInbox();
    return accept(data);
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    if (!loop.isOnTurn()) {
      return inbox().writeSequence(data);
    }
    emptyInbox();
    var outcome = isOpen() ? WriteOutcome.QUEUED : WriteOutcome.CLOSED;
    for (var piece : data) {
      outcome = accept(piece);
    }
    return outcome;
  }

  /// Takes bytes on the turn, after everything that was written before.
  WriteOutcome accept(ByteBuffer data) {
    int count = data.remaining();
    if (!takesWrites()) {
      data.position(data.limit());
      return WriteOutcome.CLOSED;
    }
    if (count >= DIRECT_WRITE_BYTES && !writeAtOnce(data)) {
      data.position(data.limit());
      return WriteOutcome.CLOSED;
    }
    if (out.size() + data.remaining() > hardCapBytes) {
      data.position(data.limit());
      overflow();
      return WriteOutcome.CLOSED;
    }
    out.append(data);
    requestFlush();
    if (out.size() <= highWater) {
      return WriteOutcome.QUEUED;
    }
    aboveHighWater();
    return WriteOutcome.ABOVE_HIGH_WATER;
  }

  private boolean takesWrites() {
    return !outputEnding && (stage == Stage.OPEN || (stage == Stage.CLOSING && isHeldByProducer()));
  }

  /// Offers bytes to the system without copying them first; false when the connection broke.
  private boolean writeAtOnce(ByteBuffer data) {
    if (flushPending) {
      return true;
    }
    if (!out.isEmpty() && send() != FlushOutcome.DONE) {
      return stage != Stage.CLOSED;
    }
    if (handle.write(data) < 0) {
      end(handle.failure(), false);
      return false;
    }
    return true;
  }

  private void aboveHighWater() {
    owesWritable = true;
    if (producer != null) {
      producer.pause();
    }
  }

  void overflow() {
    end(
        CloseReason.of(
            CloseReason.Kind.OVERFLOW,
            "the peer does not read: more than " + hardCapBytes + " bytes would wait unsent"),
        true);
  }

  private Inbox inbox() {
    var existing = inbox;
    if (existing != null) {
      return existing;
    }
    synchronized (this) {
      var again = inbox;
      if (again == null) {
        again = new Inbox(this, loop);
        inbox = again;
      }
      return again;
    }
  }

  private void emptyInbox() {
    var waiting = inbox;
    if (waiting != null) {
      waiting.empty();
    }
  }

  long hardCapBytes() {
    return hardCapBytes;
  }

  int highWater() {
    return highWater;
  }

  /// Remembers that a writer was told to wait for `writable`. Any thread.
  void oweWritable() {
    owesWritable = true;
  }

  // Flushing.

  void requestFlush() {
    if (!flushRequested && !flushPending) {
      flushRequested = true;
      loop.flushLater(this);
    }
  }

  @Override
  public void flushNow() {
    flushRequested = false;
    if (stage != Stage.CLOSED && !flushPending) {
      flush();
    }
  }

  private void flush() {
    emptyInbox();
    if (stage == Stage.CLOSED || (!out.isEmpty() && send() == FlushOutcome.FAILED)) {
      return;
    }
    if (out.isEmpty()) {
      if (producer != null) {
        producer.drained();
      }
      endOutputIfDue();
    }
    if (owesWritable && stage == Stage.OPEN && unsentBytes() <= lowWater) {
      owesWritable = false;
      try {
        protocol.writable();
      } catch (Throwable t) {
        failed("writable", t);
      }
    }
  }

  private FlushOutcome send() {
    var outcome = handle.flush(out);
    if (outcome == FlushOutcome.PENDING) {
      flushPending = true;
    } else if (outcome == FlushOutcome.FAILED) {
      end(handle.failure(), false);
    }
    return outcome;
  }

  private void endOutputIfDue() {
    boolean closing = stage == Stage.CLOSING && !isHeldByProducer();
    if (!out.isEmpty() || outputEnded || !(closing || outputEnding)) {
      return;
    }
    outputEnded = true;
    if (inputEnded) {
      end(CloseReason.DONE, false);
      return;
    }
    handle.shutdownOutput();
    if (closing) {
      linger();
    }
  }

  private void linger() {
    stage = Stage.LINGERING;
    handle.resumeReading();
    closeTimer().shorten(LINGER);
  }

  // Ending.

  @Override
  public boolean close() {
    return close(DEFAULT_CLOSE_DEADLINE);
  }

  @Override
  public boolean close(Duration deadline) {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("close deadline " + deadline + " is negative");
    }
    if (!loop.isOnTurn()) {
      return inbox().close(deadline);
    }
    emptyInbox();
    return beginClose(deadline);
  }

  boolean beginClose(Duration deadline) {
    if (stage == Stage.CLOSED) {
      return false;
    }
    if (stage != Stage.OPEN) {
      closeTimer().shorten(deadline);
      return false;
    }
    stage = Stage.CLOSING;
    if (producer != null) {
      producer.closing();
    }
    if (outputEnded) {
      // Our side has ended before: only the peer's is missing.
      linger();
    } else {
      requestFlush();
    }
    if (readingPaused) {
      handle.resumeReading();
    }
    // After the callback, which may abort what it has begun to close.
    loop.ready(() -> armCloseTimer(deadline));
    return true;
  }

  private void armCloseTimer(Duration deadline) {
    if (stage == Stage.CLOSING) {
      closeTimer().shorten(deadline);
    }
  }

  private CloseTimer closeTimer() {
    var timer = closeTimer;
    if (timer == null) {
      timer = new CloseTimer(this, loop);
      closeTimer = timer;
    }
    return timer;
  }

  /// The time for an orderly end is over.
  void closeDeadlineReached() {
    if (stage == Stage.LINGERING && out.isEmpty()) {
      end(CloseReason.DONE, false);
    } else {
      end(
          CloseReason.of(
              CloseReason.Kind.ABORTED,
              "the close deadline passed with " + out.size() + " bytes unsent"),
          true);
    }
  }

  @Override
  public boolean abort() {
    if (!loop.isOnTurn()) {
      return inbox().abort();
    }
    return beginAbort();
  }

  boolean beginAbort() {
    return end(CloseReason.of(CloseReason.Kind.ABORTED, "aborted by this side"), true);
  }

  /// A callback threw: reports it and aborts the connection, unless the callback had ended it
  /// already.
  private void failed(String callback, Throwable error) {
    loop.report(callback, protocol, error, null);
    end(
        CloseReason.of(
            CloseReason.Kind.ABORTED, "the protocol's " + callback + " threw " + error, error),
        true);
  }

  /// The one way out. The protocol hears of it after the current callback.
  private boolean end(CloseReason reason, boolean reset) {
    if (stage == Stage.CLOSED) {
      return false;
    }
    stage = Stage.CLOSED;
    if (reset) {
      handle.abort();
    } else {
      handle.close();
    }
    out.clear();
    if (closeTimer != null) {
      closeTimer.cancel();
    }
    loop.ready(() -> tellLost(reason));
    return true;
  }

  private void tellLost(CloseReason reason) {
    if (producer != null) {
      producer.stop();
      producer = null;
    }
    try {
      protocol.connectionLost(reason);
    } catch (Throwable t) {
      loop.report("connectionLost", protocol, t, null);
    }
    leave();
  }

  private void leave() {
    if (port != null) {
      port.connectionEnded();
    }
    link.remove();
  }

  @Override
  public void shutdownOutput() {
    loop.checkTurn("Transport.shutdownOutput");
    emptyInbox();
    if (stage == Stage.OPEN && !outputEnding) {
      outputEnding = true;
      requestFlush();
    }
  }

  // Reading.

  @Override
  public void pauseReading() {
    loop.checkTurn("Transport.pauseReading");
    if (stage == Stage.OPEN && !readingPaused) {
      readingPaused = true;
      handle.pauseReading();
    }
  }

  @Override
  public void resumeReading() {
    loop.checkTurn("Transport.resumeReading");
    if (stage == Stage.OPEN && readingPaused) {
      readingPaused = false;
      handle.resumeReading();
    }
  }

  @Override
  public boolean isReadingPaused() {
    return readingPaused;
  }

  // Producer.

  @Override
  public void registerProducer(Producer registered) {
    loop.checkTurn("Transport.registerProducer");
    if (producer != null) {
      throw new IllegalStateException(
          "a producer is registered already: " + producer + "; unregister it first");
    }
    var slot = new ProducerSlot(this, loop, registered);
    if (stage != Stage.OPEN) {
      slot.stop();
      return;
    }
    producer = slot;
    slot.registered();
  }

  @Override
  public void unregisterProducer() {
    loop.checkTurn("Transport.unregisterProducer");
    if (producer != null) {
      producer = null;
      if (stage == Stage.CLOSING) {
        requestFlush();
      }
    }
  }

  private boolean isHeldByProducer() {
    return producer != null && producer.holdsClose();
  }

  /// A producer threw.
  void producerFailed(Producer failed, Throwable error) {
    loop.report("producer", failed, error, null);
    end(CloseReason.of(CloseReason.Kind.ABORTED, "a producer threw " + error, error), true);
  }

  // Questions and settings.

  @Override
  public boolean isOpen() {
    return stage == Stage.OPEN && !outputEnding;
  }

  boolean isEnded() {
    return stage == Stage.CLOSED;
  }

  @Override
  public long unsentBytes() {
    var waiting = inbox;
    return out.size() + (waiting == null ? 0 : waiting.bytes());
  }

  @Override
  public void watermarks(int low, int high) {
    loop.checkTurn("Transport.watermarks");
    if (low < 0 || low > high || high > hardCapBytes) {
      throw new IllegalArgumentException(
          "watermarks low "
              + low
              + ", high "
              + high
              + " must satisfy 0 <= low <= high <= hard cap "
              + hardCapBytes);
    }
    lowWater = low;
    highWater = high;
  }

  @Override
  public SocketAddress localAddress() {
    return handle.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return handle.remoteAddress();
  }

  @Override
  public PeerCredentials peerCredentials() {
    loop.checkTurn("Transport.peerCredentials");
    try {
      return handle.peerCredentials();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer's credentials cannot be read", e);
    }
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    loop.checkTurn("Transport.option");
    try {
      return handle.option(option);
    } catch (IOException e) {
      throw new UncheckedIOException("socket option " + option + " cannot be read", e);
    }
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    loop.checkTurn("Transport.option");
    try {
      handle.option(option, value);
    } catch (IOException e) {
      throw new UncheckedIOException("socket option " + option + " cannot be set to " + value, e);
    }
  }

  @Override
  public Reactor reactor() {
    return loop;
  }

  @Override
  public String toString() {
    return "Transport["
        + localAddress()
        + " <-> "
        + remoteAddress()
        + ", "
        + stage
        + ", unsent "
        + unsentBytes()
        + "]";
  }

  /// Stands in for the protocol while the factory runs.
  private enum Unset implements Protocol {
    PROTOCOL
  }
}

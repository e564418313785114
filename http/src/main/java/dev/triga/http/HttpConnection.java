package dev.triga.http;

import dev.triga.http.ResponseHead.Persistence;
import dev.triga.net.CloseReason;
import dev.triga.net.FileFailure;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// One connection: reads requests, has them answered one after the other, and keeps what comes
/// ahead of its turn. On the turn.
final class HttpConnection implements Protocol, Exchange.Line {
  /// What the connection waits for.
  private enum Phase {
    /// The next request, or the last bytes of the answer to go.
    IDLE,
    /// The rest of a head.
    HEAD,
    /// The rest of a body.
    BODY,
    /// The client to take what is written.
    SENDING,
    /// The responder, which takes as long as it takes.
    ANSWER
  }

  private final Transport transport;
  private final Shared shared;
  private final HttpLimits limits;
  private final Deadline deadline;
  private final RequestParser.BodySink sink = this::piece;
  private @Nullable BodyPace pace;
  private @Nullable RequestParser parser;
  private @Nullable Exchange exchange;

  /// What has the connection instead, after it was switched.
  private @Nullable Protocol next;

  private @Nullable ByteBuffer held;
  private @Nullable Phase phase;
  private long discarded;

  /// What was unsent when the deadline was set.
  private long unsent;

  private boolean isReading;
  private boolean isBlocked;
  private boolean isPeerDone;
  private boolean isClosing;

  /// Its neighbours in the list of connections, which is theirs.
  @Nullable HttpConnection before;

  @Nullable HttpConnection after;

  HttpConnection(Transport transport, Shared shared) {
    this.transport = transport;
    this.shared = shared;
    this.limits = shared.limits();
    this.deadline = new Deadline(transport.reactor(), this::tooLate);
  }

  @Override
  public void connectionMade() {
    shared.connections().add(this);
    watch(false);
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    if (next != null) {
      next.dataReceived(data);
      return;
    }
    if (isClosing) {
      return;
    }
    if (held == null && !isWaiting()) {
      read(exchange == null ? shared.onHeap(data) : data);
    } else {
      hold(data);
    }
    watch(true);
  }

  @Override
  public void readingResumed() {
    if (next != null) {
      next.readingResumed();
    }
  }

  @Override
  public void readClosed(Transport ended) {
    if (next != null) {
      next.readClosed(ended);
      return;
    }
    isPeerDone = true;
    var current = exchange;
    if (current != null
        && (!isMessageRead() || !current.isHeadSent() || current.endsWithClient())) {
      leave("the client ended its side before it had its answer");
      close();
    } else {
      closeIfDone();
    }
  }

  @Override
  public void writable() {
    if (next != null) {
      next.writable();
      return;
    }
    isBlocked = false;
    if (exchange != null) {
      exchange.writable();
    }
    moved();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    shared.connections().remove(this);
    if (next != null) {
      next.connectionLost(reason);
      return;
    }
    isClosing = true;
    held = null;
    deadline.cancel();
    if (reason.cause() instanceof FileFailure failure) {
      // The client only misses the rest of its answer: nobody but the log can name the file.
      transport.reactor().log().error(String.valueOf(failure.getMessage()));
    }
    leave("the connection ended: " + reason);
  }

  private void leave(String why) {
    var left = exchange;
    exchange = null;
    if (left != null) {
      left.leave(new CancellationException(why));
    }
  }

  /// Whether bytes have to wait, because what they belong to cannot begin yet.
  private boolean isWaiting() {
    return exchange == null ? isBlocked : isMessageRead();
  }

  private boolean isMessageRead() {
    return parser != null && parser.isMessageRead();
  }

  private void hold(ByteBuffer data) {
    int before = held == null ? 0 : held.remaining();
    var more = ByteBuffer.allocate(before + data.remaining());
    if (held != null) {
      more.put(held);
    }
    held = more.put(data).flip();
    updateReading();
  }

  private void read(ByteBuffer data) {
    isReading = true;
    try {
      while (data.hasRemaining() && !isClosing && next == null && !isWaiting()) {
        step(data);
      }
    } catch (HttpFailure malformed) {
      refuse(malformed);
    } finally {
      isReading = false;
    }
    if (next != null) {
      passOn(data);
      return;
    }
    if (data.hasRemaining() && !isClosing) {
      hold(data);
    }
    updateReading();
    closeIfDone();
  }

  private void step(ByteBuffer data) {
    var reading = parser;
    if (reading == null) {
      reading = shared.parser();
      parser = reading;
    }
    reading.parse(data, sink);
    var head = reading.head();
    if (exchange == null && head != null) {
      phase = null;
      discarded = 0;
      exchange = new Exchange(transport, this, shared, head);
      if (reading.isMessageRead()) {
        exchange.body().end(Headers.NONE);
      } else {
        pace = new BodyPace(limits);
      }
      exchange.begin();
    }
    if (exchange != null && reading.isMessageRead() && !exchange.body().isEnded()) {
      exchange.body().end(reading.trailers());
    }
    finish();
  }

  private void piece(ByteBuffer data) {
    if (exchange == null) {
      return;
    }
    if (pace != null) {
      pace.received(data.remaining());
    }
    if (exchange.isAnswered()) {
      discarded += data.remaining();
      if (discarded > limits.discardedBytes()) {
        exchange.closeAfterwards();
      }
    }
    exchange.body().put(data);
  }

  /// Ends the exchange if both sides of it are over.
  private void finish() {
    var current = exchange;
    if (current == null || !current.isAnswered() || isClosing) {
      return;
    }
    if (current.closes()) {
      exchange = null;
      close();
    } else if (parser != null && parser.isMessageRead()) {
      exchange = null;
      shared.release(parser);
      parser = null;
      pace = null;
    }
  }

  @Override
  public void moved() {
    if (isReading || isClosing) {
      return;
    }
    finish();
    while (held != null && !isClosing && !isWaiting()) {
      var more = held;
      held = null;
      read(more);
    }
    if (!isClosing) {
      updateReading();
      closeIfDone();
      watch(true);
    }
  }

  @Override
  public void blocked() {
    isBlocked = true;
    watch(false);
  }

  @Override
  public void switched(ProtocolFactory<?> factory) {
    exchange = null;
    if (parser != null && parser.isMessageRead()) {
      shared.release(parser);
    }
    parser = null;
    deadline.cancel();
    if (transport.isReadingPaused()) {
      transport.resumeReading();
    }
    var opened = factory.open(transport);
    if (opened == null) {
      close();
      return;
    }
    next = opened;
    opened.connectionMade();
    if (shared.connections().isDraining()) {
      goAway();
    }
    var rest = held;
    held = null;
    if (rest != null) {
      passOn(rest);
    }
  }

  /// Asks the protocol that has the connection to end it, if it can be asked.
  void goAway() {
    if (next instanceof UpgradedProtocol upgraded) {
      upgraded.goAway();
    }
  }

  /// Bytes that came behind the request that switched.
  private void passOn(ByteBuffer data) {
    if (next != null && data.hasRemaining() && !transport.isEnding()) {
      next.dataReceived(data.asReadOnlyBuffer());
    }
  }

  @Override
  public void progressed() {
    watch(true);
  }

  private void updateReading() {
    if (isClosing) {
      return;
    }
    boolean isFull =
        (held != null && held.remaining() > limits.bufferedBytes())
            || (exchange != null && exchange.body().isFull());
    if (isFull != transport.isReadingPaused()) {
      if (isFull) {
        transport.pauseReading();
      } else {
        transport.resumeReading();
      }
    }
  }

  private void closeIfDone() {
    if (isPeerDone && exchange == null && held == null && !isClosing) {
      close();
    }
  }

  private void close() {
    isClosing = true;
    held = null;
    deadline.cancel();
    transport.close();
  }

  /// Whether a client waits here for an answer, or for the rest of one.
  boolean isAnswering() {
    return exchange != null;
  }

  /// Closes if it waits for a request that has not begun.
  void closeIfIdle() {
    if (next == null && !isClosing && held == null && now() == Phase.IDLE) {
      close();
    }
  }

  /// Answers what is no request, and ends.
  private void refuse(HttpFailure malformed) {
    var current = exchange;
    exchange = null;
    if (current != null) {
      if (!current.isHeadSent()) {
        current.tell(malformed.status());
      }
      current.leave(malformed);
    } else if (shared.log() != null) {
      AccessNote.tellMalformed(
          shared.log(), transport, shared.wall().instant(), malformed.status());
    }
    if (current == null || !current.isHeadSent()) {
      var page = ErrorPage.of(malformed);
      var bytes = ((Response.Content.Bytes) page.content()).bytes();
      var out = shared.heads().head(page, bytes.length, false, Persistence.CLOSES);
      transport.writeSequence(List.of(out, ByteBuffer.wrap(bytes)));
    } else if (!current.isAnswered()) {
      transport.abort(
          CloseReason.of(CloseReason.Kind.ABORTED, "the request went on malformed", malformed));
    }
    close();
  }

  private Phase now() {
    var current = exchange;
    if (current == null) {
      return parser != null && parser.isInside() && !isBlocked ? Phase.HEAD : Phase.IDLE;
    }
    if (!isMessageRead() && (current.isAnswered() || current.body().isAwaited())) {
      return Phase.BODY;
    }
    return isBlocked || current.isSending() ? Phase.SENDING : Phase.ANSWER;
  }

  private Duration bodyPatience() {
    return pace == null
        ? limits.bodyTimeout()
        : pace.patience(transport.reactor().clock().nanoTime());
  }

  /// Sets the deadline of what is waited for: a head has one for the whole of it, the others begin
  /// again with each sign of life.
  private void watch(boolean isAlive) {
    if (isClosing || next != null) {
      return;
    }
    var now = now();
    boolean isNew = now != phase;
    phase = now;
    if (isNew && now != Phase.BODY && pace != null) {
      pace.rest(transport.reactor().clock().nanoTime());
    }
    if (isNew || (isAlive && now != Phase.HEAD)) {
      switch (now) {
        case IDLE, SENDING -> {
          unsent = transport.unsentBytes();
          deadline.set(limits.idleTimeout());
        }
        case HEAD -> deadline.set(limits.headTimeout());
        case BODY -> deadline.set(bodyPatience());
        case ANSWER -> deadline.clear();
      }
    }
  }

  /// Whether the client has taken as much of what is unsent as may be expected.
  private boolean isTaking() {
    long expected = limits.bodyBytesPerSecond() * Math.max(1, limits.idleTimeout().toSeconds());
    return unsent - transport.unsentBytes() >= expected;
  }

  private void tooLate() {
    var late = phase;
    if (late == Phase.HEAD) {
      refuse(new HttpFailure(408, "The head of the request did not come in time."));
    } else if (late == Phase.BODY) {
      refuse(new HttpFailure(408, "The body of the request did not come in time."));
    } else if (transport.unsentBytes() > 0 && isTaking()) {
      watch(true);
    } else if (transport.unsentBytes() > 0) {
      leave("the client takes nothing");
      isClosing = true;
      transport.abort(
          CloseReason.of(CloseReason.Kind.TIMED_OUT, "the client takes nothing of its answer"));
    } else {
      close();
    }
  }
}

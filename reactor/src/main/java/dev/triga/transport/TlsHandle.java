package dev.triga.transport;

import dev.triga.driver.Descriptor;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.net.PeerCredentials;
import dev.triga.reactor.ScheduledCall;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS between a transport and the handle below it: to the transport it is the handle, to the
/// handle it is where it delivers. So everything that a transport promises holds with TLS as
/// without.
///
/// What comes in goes through [TlsInput], what goes out through [TlsOutput]; in between the JDK's
/// engine says whose move it is. What it wants computed runs on a virtual thread meanwhile, and
/// nothing else touches the engine. On the turn.
final class TlsHandle implements StreamHandle {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// How long a connection that failed stays half open, so that the peer gets our alert: closing at
  /// once, with bytes unread, would reset the connection, and the peer could lose it.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /// More records than the engine ever has to say at the end: an alert or two.
  private static final int LAST_WORDS_MAX = 8;

  /// How many bytes of answers a peer may make the engine give without reading them.
  private static final int ANSWERS_BYTES_MAX = 4 * TlsOutput.WAITING_BYTES_MAX;

  /// Work on the engine that takes its time.
  @FunctionalInterface
  private interface Computation {
    void run() throws SSLException;
  }

  private static final String COMPUTATION = "TLS handshake";

  private enum Stage {
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  private final EventLoop loop;
  private final StreamHandle under;
  private final TlsUser above;
  private final TlsTerms terms;
  private final TlsInput input;
  private final TlsOutput output;

  private Stage stage = Stage.HANDSHAKE;
  private @Nullable ScheduledCall timer;
  private CloseReason failure = CloseReason.DONE;
  private boolean isComputing;
  private boolean isAdvancing;
  private boolean isPaused;
  private boolean isPausedBelow;
  private boolean isInputEnded;
  private boolean hasToldEnd;
  private boolean isEndWanted;
  private boolean isEnded;
  private boolean owesWritable;

  /// Puts TLS above a handle.
  ///
  /// @param outgoing what is still to be sent in clear
  /// @param isPending whether the handle is at work on that
  TlsHandle(
      EventLoop loop,
      StreamHandle under,
      TlsUser above,
      TlsTerms terms,
      TlsBuffers buffers,
      OutBuffer outgoing,
      boolean isPending) {
    this.loop = loop;
    this.under = under;
    this.above = above;
    this.terms = terms;
    this.input = new TlsInput(terms.engine(), buffers, above);
    this.output = new TlsOutput(terms.engine(), buffers, under, outgoing, isPending);
  }

  /// Begins the handshake.
  void begin() {
    timer = loop.schedule(terms.handshakeTimeout(), this::tooLate);
    under.resumeReading();
    if (terms.engine().getUseClientMode()) {
      // It makes a key pair for its first message: milliseconds in a JVM that is cold.
      compute(terms.engine()::beginHandshake);
    } else {
      try {
        terms.engine().beginHandshake();
      } catch (SSLException e) {
        fail(terms.reason(e));
      }
    }
    advance(NOTHING);
  }

  private void tooLate() {
    if (stage == Stage.HANDSHAKE) {
      fail(
          CloseReason.of(
              CloseReason.Kind.TIMED_OUT,
              "the TLS handshake was not done within " + terms.handshakeTimeout()));
    }
  }

  // What the handle below reports.

  void received(ByteBuffer data) {
    advance(data);
  }

  void inputEnded() {
    isInputEnded = true;
    if (stage == Stage.CLOSED) {
      releaseBelow();
    } else {
      advance(NOTHING);
    }
  }

  void roomBelow() {
    var outcome = output.roomBelow();
    if (outcome == FlushOutcome.FAILED) {
      broken(under.failure());
    } else if (outcome == FlushOutcome.DONE) {
      if (isEnded) {
        under.shutdownOutput();
      }
      tellWritable();
    }
  }

  private void tellWritable() {
    if (owesWritable && stage == Stage.OPEN && !isComputing) {
      owesWritable = false;
      above.writable();
    }
  }

  void broken(CloseReason reason) {
    if (stage == Stage.CLOSED) {
      releaseBelow();
    } else {
      release();
      above.closed(reason);
    }
  }

  // Whose move it is.

  /// Does what can be done with what is here.
  private void advance(ByteBuffer fresh) {
    if (isAdvancing || stage == Stage.CLOSED) {
      fresh.position(fresh.limit());
      return;
    }
    isAdvancing = true;
    SSLException wrong = null;
    input.begin();
    try {
      while (step(fresh)) {}
    } catch (SSLException e) {
      wrong = e;
    }
    deliver();
    isAdvancing = false;
    finish(fresh, wrong);
  }

  private void finish(ByteBuffer fresh, @Nullable SSLException wrong) {
    if (stage == Stage.CLOSED) {
      return;
    }
    if (wrong != null) {
      fail(terms.reason(wrong));
      return;
    }
    if (isGivenUp()) {
      fresh.position(fresh.limit());
    } else {
      input.keep(fresh);
    }
    if (!output.isEmpty() && output.send() == FlushOutcome.FAILED) {
      broken(under.failure());
      return;
    }
    holdBackBelow();
    tellEnd();
  }

  /// Makes one move; false when the next is not ours, or there is none.
  private boolean step(ByteBuffer fresh) throws SSLException {
    if (stage == Stage.CLOSED || isComputing || input.isDone() || isGivenUp()) {
      return false;
    }
    var engine = terms.engine();
    var status = engine.getHandshakeStatus();
    switch (status) {
      case NEED_TASK -> compute(this::runTasks);
      case NEED_WRAP -> {
        checkNoRenegotiation();
        if (output.waitingBytes() > ANSWERS_BYTES_MAX) {
          throw new SSLException("the peer asks for answers and does not read them");
        }
        return output.wrapOwn();
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        checkNoRenegotiation();
        return input.unwrap(fresh);
      }
      case NOT_HANDSHAKING, FINISHED -> {
        if (stage == Stage.HANDSHAKE) {
          established();
          return true;
        }
        return receive(fresh);
      }
    }
    return false;
  }

  /// Renegotiation has brought attacks and no use; TLS 1.3 has none.
  private void checkNoRenegotiation() throws SSLException {
    if (stage == Stage.OPEN && !terms.isVersion13() && !isEndWanted) {
      throw new SSLException("the peer wants to renegotiate, which is refused");
    }
  }

  private boolean receive(ByteBuffer fresh) throws SSLException {
    if (isPaused && !above.isEnding()) {
      return false;
    }
    boolean isEndNear = !terms.isVersion13() && input.isAlertNext(fresh);
    if (input.hasPlain() && (isEndNear || !input.hasRoomFor(fresh))) {
      deliver();
      return true;
    }
    if (isEndNear) {
      // In TLS 1.2 the peer's end is ours too: the engine encrypts nothing after it.
      above.flushNow();
    }
    return input.unwrap(fresh);
  }

  private void deliver() {
    if (stage == Stage.OPEN && input.hasPlain()) {
      input.deliver();
      // What users' code has made ready runs before the next callback.
      loop.afterCallback();
      input.begin();
    }
  }

  /// Lets another thread work on the engine; until it is done, only what came is kept.
  private void compute(Computation work) {
    isComputing = true;
    try {
      Thread.ofVirtual()
          .name("triga-tls-handshake")
          .start(() -> {
            var outcome = outcomeOf(work);
            loop.deliver(() -> computed(outcome));
          });
    } catch (Throwable t) {
      // There is no memory for another thread.
      loop.ready(() -> computed(t));
    }
  }

  /// Whatever it throws: a connection that nobody told of an error would wait for ever.
  private static @Nullable Throwable outcomeOf(Computation work) {
    try {
      work.run();
      return null;
    } catch (Throwable t) {
      return t;
    }
  }

  private void runTasks() {
    var engine = terms.engine();
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void computed(@Nullable Throwable thrown) {
    isComputing = false;
    var wrong = thrown == null || thrown instanceof SSLException ? thrown : brokenDown(thrown);
    if (stage == Stage.CLOSED) {
      return;
    }
    if (wrong instanceof SSLException refusal) {
      fail(terms.reason(refusal));
      return;
    }
    if (isEndWanted) {
      shutdownOutput();
    }
    advance(NOTHING);
    tellWritable();
  }

  /// Reports what the computation should not have thrown, and makes of it what ends the connection.
  private SSLException brokenDown(Throwable error) {
    loop.report(COMPUTATION, terms, error, null);
    return new SSLException("the handshake failed: " + error, error);
  }

  /// The engine has nothing more to do for the handshake. That it is done does not follow: it says
  /// the same of one that was refused while our side ended.
  private void established() throws SSLException {
    if (!terms.isEstablished()) {
      throw new SSLException("TLS ended before the handshake was done");
    }
    stage = Stage.OPEN;
    cancelTimer();
    above.secured(terms.session());
    if (isEndWanted) {
      shutdownOutput();
    }
    // What was written before is sent when this event is over, together with what is written now.
    loop.ready(this::tellWritable);
  }

  /// Whether our side has closed in the middle of the handshake: whatever comes is for nobody.
  private boolean isGivenUp() {
    return stage == Stage.HANDSHAKE && isEnded;
  }

  /// Stops reading below when nobody takes what comes.
  private void holdBackBelow() {
    boolean isFull = input.keptBytes() > TlsOutput.WAITING_BYTES_MAX;
    boolean isWanted = stage == Stage.OPEN ? !isPaused || above.isEnding() : !isFull;
    if (isWanted == isPausedBelow) {
      isPausedBelow = !isWanted;
      if (isWanted) {
        under.resumeReading();
      } else {
        under.pauseReading();
      }
    }
  }

  // The ends.

  /// Tells the transport of the end of the input, when there is nothing before it.
  private void tellEnd() {
    if (hasToldEnd || isComputing || (isPaused && !above.isEnding())) {
      return;
    }
    if (input.isDone() && stage == Stage.OPEN) {
      hasToldEnd = true;
      above.readClosed();
    } else if (isInputEnded) {
      hasToldEnd = true;
      if (above.isEnding() && (stage == Stage.OPEN || isEndWanted)) {
        above.readClosed();
      } else {
        fail(CloseReason.of(CloseReason.Kind.TLS, truncation()));
      }
    }
  }

  private String truncation() {
    return stage == Stage.OPEN
        ? "the connection was cut: the peer ended it without saying so in TLS, so what came may not"
            + " be whole"
        : "the peer ended the connection in the middle of the TLS handshake";
  }

  /// Ends the connection with an alert, if the engine has one to send.
  private void fail(CloseReason reason) {
    if (stage == Stage.CLOSED) {
      return;
    }
    stage = Stage.CLOSED;
    failure = reason;
    cancelTimer();
    input.drop();
    var said = isInputEnded || isComputing ? FlushOutcome.FAILED : sayGoodbye();
    if (said == FlushOutcome.FAILED) {
      releaseBelow();
    } else {
      isEnded = true;
      if (said == FlushOutcome.DONE) {
        under.shutdownOutput();
      }
      under.resumeReading();
      timer = loop.schedule(FAREWELL, this::releaseBelow);
    }
    above.closed(reason);
  }

  /// Sends what the engine says at the end: an alert.
  private FlushOutcome sayGoodbye() {
    try {
      lastWords();
    } catch (SSLException e) {
      // There was nothing to say: the connection is over, and its reason is known.
      return output.send();
    }
    return output.send();
  }

  private void lastWords() throws SSLException {
    var engine = terms.engine();
    engine.closeOutbound();
    for (int i = 0; i < LAST_WORDS_MAX && !engine.isOutboundDone() && output.wrapOwn(); i++) {}
  }

  /// Ends a handshake by closing, unless it has been refused meanwhile, which the engine says now.
  private FlushOutcome giveUp() {
    try {
      lastWords();
    } catch (SSLException e) {
      fail(terms.reason(e));
    }
    input.drop();
    return stage == Stage.CLOSED ? FlushOutcome.FAILED : output.send();
  }

  private void releaseBelow() {
    cancelTimer();
    output.drop();
    under.close();
  }

  private void release() {
    stage = Stage.CLOSED;
    cancelTimer();
    input.drop();
    output.drop();
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  // What the transport asks for.

  @Override
  public int write(ByteBuffer data) {
    if (stage != Stage.OPEN || isComputing || !output.isEmpty()) {
      return stage == Stage.CLOSED ? -1 : 0;
    }
    try {
      int count = output.write(data);
      if (count < 0) {
        failure = under.failure();
      }
      return count;
    } catch (SSLException e) {
      failure = terms.reason(e);
      return -1;
    }
  }

  @Override
  public FlushOutcome flush(OutBuffer out) {
    if (stage == Stage.CLOSED) {
      return FlushOutcome.FAILED;
    }
    if (stage == Stage.HANDSHAKE || isComputing) {
      owesWritable = true;
      return FlushOutcome.PENDING;
    }
    FlushOutcome outcome;
    try {
      outcome = output.flush(out);
    } catch (SSLException e) {
      failure = terms.reason(e);
      return FlushOutcome.FAILED;
    }
    if (outcome == FlushOutcome.FAILED) {
      failure = under.failure();
    }
    owesWritable = outcome == FlushOutcome.PENDING;
    return outcome;
  }

  @Override
  public boolean holdsUnsent() {
    return stage != Stage.CLOSED && !output.isEmpty();
  }

  /// How many encrypted bytes wait.
  long waitingBytes() {
    return output.waitingBytes();
  }

  @Override
  public CloseReason failure() {
    return failure;
  }

  @Override
  public void pauseReading() {
    isPaused = true;
    holdBackBelow();
  }

  @Override
  public void resumeReading() {
    if (stage == Stage.CLOSED) {
      return;
    }
    isPaused = false;
    holdBackBelow();
    if (input.keptBytes() > 0 || input.isDone() || isInputEnded) {
      loop.ready(() -> advance(NOTHING));
    }
  }

  @Override
  public void shutdownOutput() {
    if (stage == Stage.CLOSED || isEnded) {
      return;
    }
    isEndWanted = true;
    boolean isBeforeTls = stage == Stage.HANDSHAKE;
    if (isComputing || (isBeforeTls && !above.isEnding())) {
      // Nothing of ours may end before TLS has begun, as long as the peer is to be heard.
      return;
    }
    isEnded = true;
    if ((isBeforeTls ? giveUp() : sayGoodbye()) == FlushOutcome.DONE) {
      under.shutdownOutput();
    }
  }

  @Override
  public void close() {
    if (stage == Stage.CLOSED) {
      return;
    }
    if (!isEnded && !isComputing) {
      sayGoodbye();
    }
    release();
    under.close();
  }

  @Override
  public void abort() {
    if (stage != Stage.CLOSED) {
      release();
      under.abort();
    }
  }

  @Override
  public SocketAddress localAddress() {
    return under.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return under.remoteAddress();
  }

  @Override
  public PeerCredentials peerCredentials() throws IOException {
    return under.peerCredentials();
  }

  @Override
  public Descriptor asDescriptor() {
    throw new UnsupportedOperationException(
        "a connection with TLS cannot be handed over: its keys stay here");
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return under.option(option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    under.option(option, value);
  }
}

package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsSession;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A protocol whose bytes come in frames.
///
/// **Reading.** Each frame is one [#frameReceived], in order, however the network cut the bytes.
/// The bytes of a frame that is complete in what was read are handed on without a copy; those of an
/// unfinished one are kept, up to the framing's limit. Nothing is delivered after the transport was
/// closed or aborted; after [Transport#pauseReading()] the frames that have come already wait until
/// it is resumed.
///
/// **Raw bytes.** [#rawMode()] has the bytes behind the current frame handed on as they come, until
/// [#frameMode()]; [#framing(Framing)] changes how the bytes behind the current frame are cut.
///
/// **Limits.** A frame that is longer than the framing allows or is none goes to [#frameRefused],
/// and nothing is delivered any more. An unfinished frame must be complete within a minute, see
/// [#frameTimeout].
///
/// All methods need the turn, but for the sending ones, which are for any thread.
public abstract class FrameProtocol implements Protocol {
  /// How long a frame may take from its first byte to its last, unless [#frameTimeout] says
  /// otherwise.
  public static final Duration DEFAULT_FRAME_TIMEOUT = Duration.ofMinutes(1);

  private final Transport transport;
  private final Cut cut = new Cut();
  private volatile Framing framing;
  private Duration frameTimeout = DEFAULT_FRAME_TIMEOUT;
  private @Nullable ByteBuffer kept;
  private @Nullable ScheduledCall lateness;
  private boolean isTimed;
  private boolean isRaw;
  private boolean isRefused;
  private boolean hasReceived;
  private boolean isDeliveringFrame;
  private boolean isGoingOverToTls;

  /// A protocol for a connection.
  ///
  /// @param transport the connection
  /// @param framing how its bytes are cut, in both directions
  protected FrameProtocol(Transport transport, Framing framing) {
    this.transport = Objects.requireNonNull(transport, "transport");
    this.framing = Objects.requireNonNull(framing, "framing");
  }

  /// The connection. Any thread.
  protected final Transport transport() {
    return transport;
  }

  // What the user of this class says.

  /// A frame has come.
  ///
  /// @param frame its bytes, from position to limit; read-only and valid only during this call
  protected abstract void frameReceived(ByteBuffer frame);

  /// Bytes have come in raw mode. Not called unless [#rawMode()] was.
  ///
  /// @param data the bytes, from position to limit; read-only and valid only during this call. If
  ///   the call goes back to [#frameMode()], what it leaves behind the position is cut into frames;
  ///   if not, all bytes count as taken.
  protected void rawReceived(ByteBuffer data) {}

  /// The bytes that have come are no frame, or one that is too long; nothing more is delivered. The
  /// default aborts the connection with this reason; one that overrides it may send an answer and
  /// close.
  ///
  /// @param why what is wrong, with the numbers; without line breaks, for a log or the peer
  protected void frameRefused(String why) {
    transport.abort(CloseReason.of(CloseReason.Kind.ABORTED, why));
  }

  /// The peer has ended its side in the middle of a frame. [#inputEnded()] follows.
  ///
  /// @param rest what came of the frame; read-only and valid only during this call
  protected void frameCutOff(ByteBuffer rest) {}

  /// The peer has ended its side in order. The default ends ours too, after everything is written.
  protected void inputEnded() {
    transport.close();
  }

  // What it may ask for.

  /// From the end of the current frame on, hands on the bytes as they come.
  protected final void rawMode() {
    isRaw = true;
  }

  /// Cuts the bytes into frames again, beginning with those that [#rawReceived] leaves.
  protected final void frameMode() {
    isRaw = false;
  }

  /// From the end of the current frame on, cuts the bytes in another way; also for sending.
  protected final void framing(Framing next) {
    framing = Objects.requireNonNull(next, "next");
    cut.searchedBytes = 0;
  }

  /// How long a frame may take from its first byte to its last; a slower one has the connection
  /// aborted with [CloseReason.Kind#TIMED_OUT]. Counts from the next unfinished frame on.
  ///
  /// @param limit the time; zero is as long as it likes
  /// @throws IllegalArgumentException if it is negative
  protected final void frameTimeout(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("frame time-out " + limit + " is negative");
    }
    frameTimeout = limit;
  }

  /// Sends a frame, whole. Any thread.
  ///
  /// @return the outcome of the write
  /// @throws IllegalArgumentException if the frame is longer than the framing allows, or contains
  ///   its delimiter
  public final WriteOutcome sendFrame(ByteBuffer frame) {
    var current = framing;
    var head = ByteBuffer.allocate(current.overheadBytes());
    current.head(frame, head);
    int headBytes = head.position();
    current.tail(head);
    var tail = head.duplicate().flip().position(headBytes);
    head.flip().limit(headBytes);
    return transport.writeSequence(List.of(head, frame, tail));
  }

  /// Starts TLS from the end of the current frame on; see [Transport#startTls]. Bytes in clear that
  /// have come behind that frame belong to nobody, since who has tampered with the connection may
  /// have put them there: if there are any, the connection is aborted with [CloseReason.Kind#TLS].
  protected final Deferred<TlsSession> startTls(TlsOptions options) {
    var started = transport.startTls(options);
    isGoingOverToTls = true;
    if (!isDeliveringFrame) {
      refuseClearRest(kept == null ? 0 : kept.remaining());
    }
    return started;
  }

  private void refuseClearRest(int count) {
    isGoingOverToTls = false;
    if (count > 0) {
      isRefused = true;
      transport.abort(
          CloseReason.of(
              CloseReason.Kind.TLS,
              count + " bytes in clear came behind the frame with which TLS began"));
    }
  }

  // Of the transport.

  @Override
  public final void dataReceived(ByteBuffer data) {
    if (kept == null) {
      deliver(data);
      keep(data);
    } else {
      append(data);
      deliverKept();
    }
  }

  @Override
  public final void readingResumed() {
    if (kept != null) {
      deliverKept();
    }
  }

  @Override
  public final void readClosed(Transport same) {
    var rest = kept;
    stopTiming();
    kept = null;
    if (rest != null && !isRefused) {
      frameCutOff(rest.asReadOnlyBuffer());
    }
    inputEnded();
  }

  // The machinery.

  /// Whether a frame has come.
  final boolean hasReceived() {
    return hasReceived;
  }

  private boolean isDelivering() {
    return !isRefused && !transport.isEnding() && !transport.isReadingPaused();
  }

  /// Delivers what is complete, and leaves the position before what is not.
  private void deliver(ByteBuffer data) {
    int end = data.limit();
    while (data.position() < end && isDelivering()) {
      if (isRaw) {
        deliverRaw(data, end);
      } else if (!deliverFrame(data, end)) {
        return;
      }
    }
  }

  private void deliverRaw(ByteBuffer data, int end) {
    try {
      rawReceived(data);
    } finally {
      data.limit(end);
    }
    if (isRaw) {
      data.position(end);
    }
  }

  private boolean deliverFrame(ByteBuffer data, int end) {
    framing.find(data, cut);
    String refusal = cut.refusal;
    if (refusal != null) {
      isRefused = true;
      cut.refusal = null;
      stopTiming();
      frameRefused(refusal);
      return false;
    }
    if (!cut.isFound()) {
      return false;
    }
    stopTiming();
    hasReceived = true;
    int first = data.position() + cut.headBytes;
    int next = first + cut.frameBytes + cut.tailBytes;
    data.limit(first + cut.frameBytes).position(first);
    isDeliveringFrame = true;
    try {
      frameReceived(data);
    } finally {
      isDeliveringFrame = false;
      data.limit(end).position(next);
    }
    if (isGoingOverToTls) {
      refuseClearRest(data.remaining());
    }
    return true;
  }

  /// Keeps what is left of what was read.
  private void keep(ByteBuffer rest) {
    if (!rest.hasRemaining() || isRefused || transport.isEnding()) {
      return;
    }
    kept = ByteBuffer.allocate(Math.max(256, rest.remaining())).put(rest).flip();
    startTiming();
  }

  private void append(ByteBuffer data) {
    var before = Objects.requireNonNull(kept);
    if (before.capacity() - before.limit() >= data.remaining()) {
      int position = before.position();
      before.position(before.limit()).limit(before.capacity());
      before.put(data).flip().position(position);
      return;
    }
    int size = before.remaining() + data.remaining();
    // Twice the size, so that a frame in many pieces is copied only a few times.
    kept = ByteBuffer.allocate(Math.max(size, 2 * before.remaining())).put(before).put(data).flip();
  }

  private void deliverKept() {
    var bytes = Objects.requireNonNull(kept);
    var view = bytes.asReadOnlyBuffer();
    deliver(view);
    bytes.position(view.position());
    if (!bytes.hasRemaining() || isRefused || transport.isEnding()) {
      kept = null;
    } else {
      startTiming();
    }
  }

  // A frame that does not end.

  private void startTiming() {
    if (lateness != null || isRaw || frameTimeout.isZero() || transport.isReadingPaused()) {
      return;
    }
    if (!isTimed) {
      isTimed = true;
      transport.ended().thenRun(this::stopTiming);
    }
    var limit = frameTimeout;
    lateness =
        transport
            .reactor()
            .schedule(
                limit,
                () -> {
                  lateness = null;
                  transport.abort(
                      CloseReason.of(
                          CloseReason.Kind.TIMED_OUT, "a frame was not complete within " + limit));
                });
  }

  private void stopTiming() {
    var running = lateness;
    if (running != null) {
      lateness = null;
      running.cancel();
    }
  }
}

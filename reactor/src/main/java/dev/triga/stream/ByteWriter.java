package dev.triga.stream;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A producer that one writes to, from any thread. What there is no credit for yet waits, and the
/// waiting is bounded as that of a connection is: [#write] answers [WriteOutcome#ABOVE_HIGH_WATER]
/// above 64 KiB, [#drained()] comes when 32 KiB or less wait, and what would exceed 64 MiB aborts
/// the stream with [CloseReason.Kind#OVERFLOW].
public class ByteWriter extends ByteProducer {
  private final Object lock = new Object();

  /// Guarded by the lock, like all that follows.
  private final ByteQueue waiting = new ByteQueue(Transport.DEFAULT_HARD_CAP_BYTES);

  private List<Deferred<Void>> awaitingRoom = new ArrayList<>();
  private boolean isEnding;

  /// Why nothing is accepted any more.
  private @Nullable CloseReason refused;

  /// Made for a reactor.
  public ByteWriter(Reactor reactor) {
    super(reactor);
  }

  /// Writes the bytes from position to limit and leaves the position at the limit, also when the
  /// answer is [WriteOutcome#CLOSED]: after [#end()], or when the stream was aborted. The bytes are
  /// copied and go out in a later pass. Any thread; what one thread writes keeps its order.
  public final WriteOutcome write(ByteBuffer data) {
    WriteOutcome outcome;
    synchronized (lock) {
      if (refused != null) {
        data.position(data.limit());
        return WriteOutcome.CLOSED;
      }
      if (waiting.size() + data.remaining() > waiting.limit()) {
        refuse(
            CloseReason.of(
                CloseReason.Kind.OVERFLOW,
                "nobody takes what is written: more than "
                    + waiting.limit()
                    + " bytes would wait"));
        data.position(data.limit());
        outcome = WriteOutcome.CLOSED;
      } else {
        waiting.append(data);
        outcome =
            waiting.size() > Transport.DEFAULT_HIGH_WATER_BYTES
                ? WriteOutcome.ABOVE_HIGH_WATER
                : WriteOutcome.QUEUED;
      }
    }
    if (outcome == WriteOutcome.CLOSED) {
      var why = refusal();
      abort(why == null ? CloseReason.DONE : why);
    } else {
      produceLater();
    }
    return outcome;
  }

  /// Ends the data after what was written. Any thread. Idempotent.
  public final void end() {
    synchronized (lock) {
      if (refused != null) {
        return;
      }
      isEnding = true;
      refuse(CloseReason.DONE);
    }
    loop().deliver(this::endIfSent);
  }

  /// Comes when at most the low watermark, 32 KiB, waits: at once if that is so now. It fails with
  /// a [StreamFailure] when the stream is aborted. Any thread.
  @SuppressWarnings("NullAway") // Void has no other value.
  public final Deferred<Void> drained() {
    var room = new Deferred<Void>(reactor());
    CloseReason aborted;
    synchronized (lock) {
      if (waiting.size() > Transport.DEFAULT_LOW_WATER_BYTES) {
        awaitingRoom.add(room);
        return room;
      }
      aborted = refused;
    }
    if (aborted == null || aborted.isDone()) {
      room.succeed(null);
    } else {
      room.fail(new StreamFailure(aborted));
    }
    return room;
  }

  /// The bytes that wait. Any thread.
  public final long unsentBytes() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /// Whether it takes writes. Any thread.
  public final boolean isOpen() {
    synchronized (lock) {
      return refused == null;
    }
  }

  /// Sends what waits.
  @Override
  protected final void produce() {
    for (var next = next(); next != null; next = next()) {
      send(next);
    }
    tellRoom();
    endIfSent();
  }

  private @Nullable ByteBuffer next() {
    synchronized (lock) {
      int count = (int) Math.min(credit(), waiting.first().remaining());
      return count == 0 ? null : waiting.pop(count);
    }
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private void tellRoom() {
    List<Deferred<Void>> told;
    synchronized (lock) {
      if (awaitingRoom.isEmpty() || waiting.size() > Transport.DEFAULT_LOW_WATER_BYTES) {
        return;
      }
      told = awaitingRoom;
      awaitingRoom = new ArrayList<>();
    }
    told.forEach(room -> room.succeed(null));
  }

  private void endIfSent() {
    boolean isAllSent;
    synchronized (lock) {
      isAllSent = isEnding && waiting.isEmpty();
    }
    if (isAllSent) {
      endData();
    }
  }

  /// The stream was aborted, by either side. Who overrides this calls it first.
  @Override
  protected void aborted(CloseReason reason) {
    List<Deferred<Void>> told;
    synchronized (lock) {
      refuse(reason);
      waiting.clear();
      told = awaitingRoom;
      awaitingRoom = new ArrayList<>();
    }
    told.forEach(room -> room.fail(new StreamFailure(reason)));
  }

  private void refuse(CloseReason reason) {
    if (refused == null || refused.isDone()) {
      refused = reason;
    }
  }

  /// Why nothing is accepted any more; null as long as something is. Any thread.
  final @Nullable CloseReason refusal() {
    synchronized (lock) {
      return refused;
    }
  }
}

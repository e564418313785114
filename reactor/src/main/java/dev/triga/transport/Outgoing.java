package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.loop.EventLoop;
import dev.triga.loop.FlushTarget;
import dev.triga.net.CloseReason;
import dev.triga.net.FileFailure;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import dev.triga.net.Producer;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Our side of a connection: what is to be sent, from the write until the system has it, and the
/// end of our output behind it.
///
/// A write is copied into the out-buffer, and a flush is asked for at the end of this part of the
/// pass; a large one goes to the system at once as far as it is taken. What the system does not
/// take waits for the handle to say that there is room. On the turn, except where said.
final class Outgoing implements FlushTarget {
  /// From this size on, bytes are offered to the system before any are copied.
  private static final int DIRECT_WRITE_BYTES = 16 * 1024;

  private final StreamTransport transport;
  private final EventLoop loop;
  private StreamHandle handle;
  private volatile @Nullable TlsHandle layer;
  private final Ending ending;
  private OutBuffer buffer;
  private final long hardCapBytes;

  private volatile int highWater = Transport.DEFAULT_HIGH_WATER_BYTES;
  private int lowWater = Transport.DEFAULT_LOW_WATER_BYTES;

  /// Whether our side is to end once everything is sent.
  private volatile boolean endWanted;

  private volatile boolean owesWritable;
  private boolean ended;
  private boolean flushRequested;
  private boolean flushPending;
  private @Nullable ProducerSlot producer;

  /// The files that are to be sent behind the buffer; null when there are none.
  private volatile @Nullable FileQueue files;

  Outgoing(
      StreamTransport transport,
      EventLoop loop,
      StreamHandle handle,
      Ending ending,
      long hardCapBytes) {
    this.transport = transport;
    this.loop = loop;
    this.handle = handle;
    this.ending = ending;
    this.hardCapBytes = hardCapBytes;
    this.buffer = new OutBuffer(loop.chunks());
  }

  // TLS.

  /// What is still to be sent in clear, for the layer that comes between.
  ///
  /// @param out the bytes
  /// @param isPending whether the handle is at work on them
  record Rest(OutBuffer out, boolean isPending) {}

  /// Sends what it can and gives away the rest.
  ///
  /// @throws IllegalStateException if a file is to be sent, which would go out in clear
  Rest handOver() {
    if (files != null) {
      throw new IllegalStateException(
          "TLS cannot be started while a file is being sent; wait for it");
    }
    if (!buffer.isEmpty() && !flushPending) {
      send();
    }
    var rest = new Rest(buffer, flushPending);
    buffer = new OutBuffer(loop.chunks());
    flushPending = false;
    return rest;
  }

  /// A layer has been put above the handle.
  void over(TlsHandle put) {
    handle = put;
    layer = put;
  }

  // Taking bytes.

  /// Takes bytes after everything that was taken before.
  WriteOutcome accept(ByteBuffer data) {
    int count = data.remaining();
    if (!takesWrites()) {
      data.position(data.limit());
      return WriteOutcome.CLOSED;
    }
    loop.countWritten(count);
    if (count >= DIRECT_WRITE_BYTES && !writeAtOnce(data)) {
      data.position(data.limit());
      return WriteOutcome.CLOSED;
    }
    return keep(data, false);
  }

  /// Takes bytes after everything that was taken before, and leaves them where they are: they go
  /// out with what is before them in one call, at once if they are many.
  WriteOutcome lend(ByteBuffer data) {
    if (!data.isDirect()) {
      return accept(data);
    }
    if (!takesWrites()) {
      data.position(data.limit());
      return WriteOutcome.CLOSED;
    }
    int count = data.remaining();
    loop.countWritten(count);
    boolean goesAtOnce = count >= DIRECT_WRITE_BYTES && !flushPending && files == null;
    if (goesAtOnce && unsent() + count <= hardCapBytes) {
      buffer.lend(data);
      if (send() == FlushOutcome.FAILED) {
        return WriteOutcome.CLOSED;
      }
    }
    return keep(data, true);
  }

  private WriteOutcome keep(ByteBuffer data, boolean isLent) {
    if (unsent() + data.remaining() > hardCapBytes) {
      data.position(data.limit());
      overflow();
      return WriteOutcome.CLOSED;
    }
    append(data, isLent);
    requestFlush();
    if (unsent() <= highWater) {
      return WriteOutcome.QUEUED;
    }
    aboveHighWater();
    return WriteOutcome.ABOVE_HIGH_WATER;
  }

  private void append(ByteBuffer data, boolean isLent) {
    var before = files;
    if (before != null) {
      before.written(data.remaining());
    }
    var last = before == null ? buffer : before.tail();
    if (isLent) {
      last.lend(data);
    } else {
      last.append(data);
    }
  }

  private boolean takesWrites() {
    return !endWanted && (ending.isOpen() || (ending.isClosing() && isHeldByProducer()));
  }

  /// Offers bytes to the system without copying them first; false when the connection broke.
  private boolean writeAtOnce(ByteBuffer data) {
    if (flushPending || files != null) {
      return true;
    }
    if (!buffer.isEmpty() && send() != FlushOutcome.DONE) {
      return !ending.isOver();
    }
    if (handle.write(data) < 0) {
      ending.end(handle.failure(), false);
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

  /// More would be unsent than may be: gives the connection up.
  void overflow() {
    ending.end(
        CloseReason.of(
            CloseReason.Kind.OVERFLOW,
            "the peer does not read: more than " + hardCapBytes + " bytes would wait unsent"),
        true);
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
    if (!ending.isOver() && !flushPending) {
      flush();
    }
    ending.measureTime();
  }

  /// The handle has room again.
  void writable() {
    if (flushPending) {
      flushPending = false;
      flush();
    }
  }

  private void flush() {
    transport.emptyInbox();
    if (ending.isOver()) {
      return;
    }
    boolean isDue = !buffer.isEmpty() || handle.holdsUnsent();
    if (isDue && send() == FlushOutcome.FAILED) {
      return;
    }
    if (files != null && isFlushed()) {
      sendFiles();
      if (ending.isOver()) {
        return;
      }
    }
    if (isFlushed() && files == null) {
      if (producer != null) {
        producer.drained();
      }
      endIfDue();
    }
    if (owesWritable && ending.isOpen() && transport.unsentBytes() <= lowWater) {
      owesWritable = false;
      transport.tellWritable();
    }
  }

  private FlushOutcome send() {
    var outcome = handle.flush(buffer);
    if (outcome == FlushOutcome.PENDING) {
      flushPending = true;
    } else if (outcome == FlushOutcome.FAILED) {
      ending.end(handle.failure(), false);
    }
    return outcome;
  }

  private boolean isFlushed() {
    return buffer.isEmpty() && !flushPending;
  }

  // Files.

  /// Takes a file after everything that was taken before.
  Deferred<Long> accept(FileRegion region) {
    var held = region.source() instanceof FileRegion.Source.OfOpen(var open) ? held(open) : null;
    if (!takesWrites()) {
      if (held != null) {
        held.close();
      }
      var refused = new Deferred<Long>(loop);
      refused.fail(
          new FileFailure(
              region,
              0,
              CloseReason.of(CloseReason.Kind.ABORTED, "the connection is ending on this side")));
      return refused;
    }
    var queue = files;
    if (queue == null) {
      queue = new FileQueue();
      files = queue;
    }
    try {
      queue.checkRoom();
    } catch (IllegalStateException tooMany) {
      if (held != null) {
        held.close();
      }
      throw tooMany;
    }
    var sending = new FileSending(this, loop, ending, handle, region, held);
    queue.add(sending);
    if (held != null) {
      requestFlush();
    }
    return sending.result();
  }

  private HeldFile held(OpenFile open) {
    if (open instanceof HeldFile held) {
      held.checkOwner(this);
      return held;
    }
    throw new IllegalArgumentException(open.path() + " is open for another transport");
  }

  /// Opens a file that is to be sent.
  Deferred<OpenFile> open(Path path) {
    return HeldFile.open(this, loop, ending, handle, path);
  }

  /// Sends files, and what was written behind them, as far as it goes now and others are not kept
  /// waiting.
  private void sendFiles() {
    long left = Transport.FILE_BYTES_PER_PASS_MAX;
    for (var queue = files; queue != null && !ending.isOver(); queue = files) {
      if (left <= 0) {
        requestFlush();
        return;
      }
      switch (queue.first().step(buffer, left)) {
        case MOVED -> {
          left -= queue.first().moved();
          loop.countWritten(queue.first().moved());
        }
        case BLOCKED -> {
          flushPending = true;
          return;
        }
        case LATER -> {
          return;
        }
        case DONE -> {
          if (ending.isOver()) {
            // A file with less than was promised has ended the connection, and this queue with it.
            return;
          }
          buffer = queue.removeFirst();
          if (queue.isEmpty()) {
            files = null;
          }
        }
      }
      boolean isDue = !ending.isOver() && (!buffer.isEmpty() || handle.holdsUnsent());
      if (isDue && send() != FlushOutcome.DONE) {
        return;
      }
    }
  }

  // The end of our side.

  /// Ends our side once everything is sent; takes no more writes.
  void endWhenSent() {
    if (!endWanted) {
      endWanted = true;
      requestFlush();
    }
  }

  private void endIfDue() {
    boolean closing = ending.isClosing() && !isHeldByProducer();
    if (isFlushed() && files == null && !ended && (closing || endWanted)) {
      ended = true;
      ending.outputDone();
    }
  }

  /// Whether our side is to end. Any thread.
  boolean isEndWanted() {
    return endWanted;
  }

  /// Whether our side has ended.
  boolean isEnded() {
    return ended;
  }

  /// The connection begins to close.
  void closing() {
    if (producer != null) {
      producer.closing();
    }
    if (flushPending) {
      loop.ready(ending::measureTime);
    } else if (!ended) {
      requestFlush();
    }
  }

  /// The connection is over: frees the memory.
  void drop(CloseReason reason) {
    buffer.clear();
    var queue = files;
    if (queue != null) {
      files = null;
      queue.drop(reason);
    }
  }

  /// The connection is over: ends the producer.
  void stopProducer() {
    if (producer != null) {
      producer.stop();
      producer = null;
    }
  }

  // Producer.

  void register(Producer registered) {
    if (producer != null) {
      throw new IllegalStateException(
          "a producer is registered already: " + producer + "; unregister it first");
    }
    var slot = new ProducerSlot(transport, loop, registered);
    if (!ending.isOpen()) {
      slot.stop();
      return;
    }
    producer = slot;
    slot.registered();
  }

  void unregister() {
    if (producer != null) {
      producer = null;
      if (ending.isClosing()) {
        requestFlush();
      }
    }
  }

  private boolean isHeldByProducer() {
    return producer != null && producer.holdsClose();
  }

  // Amounts. `unsent` and the marks for any thread.

  /// What waits here, and what waits encrypted in the layer.
  long unsent() {
    var behind = files;
    var below = layer;
    return buffer.size()
        + (behind == null ? 0 : behind.bytes())
        + (below == null ? 0 : below.waitingBytes());
  }

  long hardCapBytes() {
    return hardCapBytes;
  }

  int highWater() {
    return highWater;
  }

  void watermarks(int low, int high) {
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
}

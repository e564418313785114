package dev.triga.stream;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Registration;
import dev.triga.reactor.SystemEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The end of a stream for threads: reads and writes wait, as those of a file or a socket do.
///
/// ```java
/// var channel = new BlockingByteChannel(reactor);
/// reactor.connect(endpoint, transport -> StreamProtocol.attached(transport, channel.bytes()));
/// channel.write(request);
/// int count = channel.read(answer, Duration.ofSeconds(5));
/// ```
///
/// For any thread that has no reactor's turn, several at once too: each byte is read by one of
/// them, and what one write takes stays together up to [#PIECE_BYTES]. What waits to be read is
/// bounded by the window, what waits to be sent by the high watermark of a connection. A wait ends
/// with an exception when the stream is aborted, the channel is closed or the reactor has stopped.
/// An interrupt ends it too, with an [InterruptedIOException] and the thread still marked as
/// interrupted; the channel stays open and nothing that was read is lost.
public final class BlockingByteChannel implements ByteChannel {
  /// How many bytes are handed to the reactor at a time.
  public static final int PIECE_BYTES = 16 * 1024;

  /// How often a wait looks whether the reactor still lives: one that crashes or is halted tells
  /// nobody.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Reactor reactor;
  private final Input input;
  private final ByteWriter writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Guarded by the lock, like all that follows.
  private final ByteQueue received = new ByteQueue();

  private long toRelease;
  private @Nullable CloseReason end;
  private boolean isClosed;
  private boolean isStopped;
  private @Nullable Registration atStop;

  /// A channel with the default window. Any thread.
  ///
  /// @throws ReactorStoppedException if the reactor has stopped
  public BlockingByteChannel(Reactor reactor) {
    this(reactor, ByteConsumer.DEFAULT_WINDOW_BYTES);
  }

  /// A channel. Any thread.
  ///
  /// @param window how many bytes may wait to be read
  /// @throws ReactorStoppedException if the reactor has stopped
  public BlockingByteChannel(Reactor reactor, long window) {
    this.reactor = reactor;
    this.input = new Input(reactor, window);
    this.writer = new ByteWriter(reactor);
    reactor.execute(this::watchStop);
  }

  private void watchStop() {
    Registration registration;
    try {
      registration = reactor.events().after(SystemEvent.SHUTDOWN, this::stopped);
    } catch (ReactorStoppedException e) {
      stopped();
      return;
    }
    lock.lock();
    try {
      atStop = registration;
    } finally {
      lock.unlock();
    }
  }

  private void stopped() {
    lock.lock();
    try {
      isStopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Both directions, to be attached. Any thread.
  public ByteDuplex bytes() {
    return new ByteDuplex(input, writer);
  }

  /// Reads what there is, at least one byte, and waits for it as long as need be.
  ///
  /// @return the number of bytes, or -1 when the data has ended in order
  /// @throws IOException if the data has ended otherwise; the cause is a [StreamFailure]
  /// @throws ClosedChannelException if the channel is closed, before or meanwhile
  /// @throws InterruptedIOException if the thread is interrupted
  /// @throws IllegalStateException on a reactor's turn, which may not wait
  @Override
  public int read(ByteBuffer target) throws IOException {
    return read(target, null);
  }

  /// Reads as [#read(ByteBuffer)] does, and waits at most `wait`.
  ///
  /// @throws SocketTimeoutException if nothing came in time
  public int read(ByteBuffer target, @Nullable Duration wait) throws IOException {
    refuseOnTurn("read");
    if (!target.hasRemaining()) {
      return 0;
    }
    var patience = new Patience(wait);
    int count;
    boolean isFirst;
    lock.lock();
    try {
      while (received.isEmpty()) {
        checkOpen(patience);
        var why = end;
        if (why != null) {
          if (why.isDone()) {
            return -1;
          }
          throw new IOException("the data is not complete: " + why, new StreamFailure(why));
        }
        patience.await("data");
      }
      count = received.popInto(target);
      isFirst = toRelease == 0;
      toRelease += count;
    } finally {
      lock.unlock();
    }
    if (isFirst) {
      // Without the lock: a stopped reactor lends its turn, on which others wait for the lock.
      input.loop().deliver(input::releaseRead);
    }
    return count;
  }

  /// Writes everything, and waits for room as long as need be. The bytes are on their way when this
  /// returns, not sent.
  ///
  /// @return the number of bytes, always all
  /// @throws IOException if the stream was aborted; the cause is a [StreamFailure]
  /// @throws ClosedChannelException after [#close()] or [#shutdownOutput()]
  /// @throws InterruptedIOException if the thread is interrupted; the position says how much was
  ///   written
  /// @throws IllegalStateException on a reactor's turn, which may not wait
  @Override
  public int write(ByteBuffer data) throws IOException {
    return write(data, null);
  }

  /// Writes as [#write(ByteBuffer)] does, and waits at most `wait`.
  ///
  /// @throws SocketTimeoutException if there was no room in time; the position says how much was
  ///   written
  public int write(ByteBuffer data, @Nullable Duration wait) throws IOException {
    refuseOnTurn("write");
    int count = data.remaining();
    var patience = new Patience(wait);
    while (data.hasRemaining()) {
      awaitRoom(patience);
      int end = data.limit();
      int position = data.position();
      data.limit(position + Math.min(data.remaining(), PIECE_BYTES));
      var outcome = writer.write(data);
      data.limit(end);
      if (outcome == WriteOutcome.CLOSED) {
        data.position(position);
        checkWritable();
      }
    }
    return count;
  }

  private void awaitRoom(Patience patience) throws IOException {
    if (writer.unsentBytes() < Transport.DEFAULT_HIGH_WATER_BYTES) {
      return;
    }
    var drained = writer.drained();
    var ignored =
        drained.handle((none, failure) -> {
          wakeAll();
          return true;
        });
    lock.lock();
    try {
      while (!drained.isDone()) {
        checkOpen(patience);
        patience.await("room to write");
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkWritable() throws IOException {
    var failure = writer.refusal();
    if (failure != null && !failure.isDone()) {
      throw new IOException("nobody takes what is written: " + failure, new StreamFailure(failure));
    }
    throw new ClosedChannelException();
  }

  private void checkOpen(Patience patience) throws IOException {
    if (isClosed) {
      throw patience.hasWaited ? new AsynchronousCloseException() : new ClosedChannelException();
    }
    if (isStopped || reactor.state() == Reactor.State.STOPPED) {
      throw new IOException("reactor '" + reactor.name() + "' has stopped: nothing more will come");
    }
  }

  private static void refuseOnTurn(String method) {
    var current = Reactor.current();
    if (current != null) {
      throw new IllegalStateException(
          "BlockingByteChannel."
              + method
              + " would block reactor '"
              + current.name()
              + "': on the turn use a ByteConsumer or a ByteWriter");
    }
  }

  /// Ends what is written, after what was written; reading goes on. Does not wait. Any thread.
  public void shutdownOutput() {
    writer.end();
  }

  /// Ends what is written, after what was written, and gives up reading. Does not wait; threads
  /// that do get an [AsynchronousCloseException]. Any thread, the turn too. Idempotent.
  @Override
  public void close() {
    Registration registration;
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      isClosed = true;
      received.clear();
      registration = atStop;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    writer.end();
    input
        .loop()
        .deliver(() -> {
          if (registration != null) {
            registration.cancel();
          }
          input.giveUp();
        });
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /// Reads of this channel as a stream; closing it closes the channel.
  public InputStream inputStream() {
    return Channels.newInputStream(this);
  }

  /// Writes to this channel as a stream; closing it closes the channel.
  public OutputStream outputStream() {
    return Channels.newOutputStream(this);
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "BlockingByteChannel["
          + (isClosed ? "closed" : end == null ? "open" : "ended " + end)
          + ", "
          + received.size()
          + " bytes to read]";
    } finally {
      lock.unlock();
    }
  }

  /// How long a call may wait. Used with the lock held.
  private final class Patience {
    private final @Nullable Duration wait;
    private final long deadline;
    boolean hasWaited;

    Patience(@Nullable Duration wait) {
      this.wait = wait;
      this.deadline = wait == null ? 0 : System.nanoTime() + wait.toNanos();
    }

    @SuppressWarnings("WaitNotInLoop") // Each caller waits in a loop.
    void await(String what) throws IOException {
      long nanos = LOOK_AGAIN.toNanos();
      if (wait != null) {
        nanos = Math.min(nanos, deadline - System.nanoTime());
        if (nanos <= 0) {
          throw new SocketTimeoutException("no " + what + " within " + wait);
        }
      }
      hasWaited = true;
      try {
        var ignored = changed.awaitNanos(nanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted while waiting for " + what);
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }

  /// What comes in for the readers.
  private final class Input extends ByteConsumer {
    Input(Reactor reactor, long window) {
      super(reactor, window);
    }

    @Override
    protected void dataReceived(ByteBuffer data) {
      int count = data.remaining();
      lock.lock();
      try {
        if (isClosed) {
          return;
        }
        received.append(data);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      hold(count);
    }

    void releaseRead() {
      long count;
      lock.lock();
      try {
        count = Math.min(toRelease, held());
        toRelease = 0;
      } finally {
        lock.unlock();
      }
      release(count);
    }

    /// Nobody reads any more. What is attached may still take what was written, so a connection is
    /// not reset: what comes is dropped.
    void giveUp() {
      release(held());
    }

    @Override
    protected void dataEnded(CloseReason reason) {
      ends(reason);
    }

    @Override
    protected void aborted(CloseReason reason) {
      ends(reason.isDone() ? CloseReason.of(CloseReason.Kind.ABORTED, reason.detail()) : reason);
    }

    private void ends(CloseReason reason) {
      lock.lock();
      try {
        end = reason;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public String toString() {
      return "BlockingByteChannel";
    }
  }
}

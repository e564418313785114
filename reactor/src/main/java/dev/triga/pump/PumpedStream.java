package dev.triga.pump;

import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A stream over something to read from and something to write to, either of which may be missing,
/// and both of which block: a platform thread carries each direction.
///
/// Not virtual threads: a read from a pipe keeps its carrier, and a few hundred would leave none
/// for others. A missing input counts as one that ends when our output does. There is no reset:
/// aborting closes.
public final class PumpedStream implements StreamHandle {
  private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private final EventLoop loop;
  private final String name;
  private final @Nullable InputPump input;
  private final @Nullable OutputPump output;
  private @Nullable StreamSink sink;
  private int waitingBytes;
  private boolean isPaused;
  private boolean isEndWaiting;
  private boolean isFlushPending;
  private boolean isOutputEnded;
  private boolean isClosed;
  private @Nullable CloseReason failure;

  /// Nothing is read before [#begin()].
  ///
  /// @param name what the threads are called
  /// @param closesAtOnce whether closing the output ends a write that is in progress, as with a
  ///   channel
  public PumpedStream(
      EventLoop loop,
      String name,
      @Nullable InputStream in,
      @Nullable OutputStream out,
      boolean closesAtOnce) {
    this.loop = loop;
    this.name = name;
    this.input = in == null ? null : new InputPump(this, loop, name, in);
    this.output = out == null ? null : new OutputPump(this, loop, name, out, closesAtOnce);
  }

  /// Begins to read, one buffer's worth. Once, on any thread.
  public PumpedStream begin() {
    if (input != null) {
      input.start();
    }
    return this;
  }

  /// Begins to deliver, never inside this call. On the turn.
  public void deliverTo(StreamSink claimed) {
    sink = claimed;
    loop.deliver(this::deliverWaiting);
  }

  // What the threads tell, on the turn.

  void arrived(int count) {
    waitingBytes = count;
    deliverWaiting();
  }

  private void deliverWaiting() {
    if (isClosed || isPaused || sink == null || input == null) {
      return;
    }
    int count = waitingBytes;
    if (count > 0) {
      waitingBytes = 0;
      loop.readBuffer().deliver(sink, input.view(), count);
      input.delivered();
    } else if (isEndWaiting) {
      isEndWaiting = false;
      sink.readClosed();
    }
  }

  void inputEnded() {
    isEndWaiting = true;
    deliverWaiting();
  }

  void inputFailed(IOException cause) {
    breakOff("reading failed", cause);
  }

  void written() {
    if (!isClosed && isFlushPending && sink != null) {
      isFlushPending = false;
      sink.writable();
    }
  }

  void outputFailed(IOException cause) {
    breakOff("writing failed", cause);
  }

  private void breakOff(String what, IOException cause) {
    if (isClosed) {
      return;
    }
    var reason =
        CloseReason.of(
            CloseReason.Kind.LOST, name + ": " + what + ": " + cause.getMessage(), cause);
    failure = reason;
    close();
    if (sink != null) {
      sink.closed(reason);
    }
  }

  // What the transport asks for, on the turn.

  @Override
  public int write(ByteBuffer data) {
    return output == null || isClosed || isOutputEnded ? -1 : 0;
  }

  @Override
  public FlushOutcome flush(OutBuffer out) {
    if (output == null || isClosed || isOutputEnded) {
      return FlushOutcome.FAILED;
    }
    if (!output.isBusy()) {
      if (out.isEmpty()) {
        return FlushOutcome.DONE;
      }
      output.take(out);
    }
    isFlushPending = true;
    return FlushOutcome.PENDING;
  }

  @Override
  public boolean holdsUnsent() {
    return output != null && !isClosed && output.isBusy();
  }

  @Override
  public CloseReason failure() {
    var known = failure;
    return known != null
        ? known
        : CloseReason.of(
            CloseReason.Kind.ABORTED,
            name + " has no output to write to" + (isClosed ? " any more" : ""));
  }

  @Override
  public void pauseReading() {
    isPaused = true;
  }

  @Override
  public void resumeReading() {
    if (isPaused) {
      isPaused = false;
      loop.deliver(this::deliverWaiting);
    }
  }

  @Override
  public void shutdownOutput() {
    if (isOutputEnded || isClosed) {
      return;
    }
    isOutputEnded = true;
    if (output != null) {
      output.close();
    }
    if (input == null) {
      isEndWaiting = true;
      loop.deliver(this::tellEnd);
    }
  }

  private void tellEnd() {
    if (!isClosed && isEndWaiting && sink != null) {
      isEndWaiting = false;
      sink.readClosed();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    if (input != null) {
      input.close();
    }
    if (output != null) {
      output.close();
    }
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public SocketAddress localAddress() {
    return UNNAMED;
  }

  @Override
  public SocketAddress remoteAddress() {
    return UNNAMED;
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    throw new UnsupportedOperationException(name + " has no socket option " + option.name());
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    throw new UnsupportedOperationException(name + " has no socket option " + option.name());
  }

  @Override
  public String toString() {
    return isClosed ? "closed stream " + name : "stream " + name;
  }
}

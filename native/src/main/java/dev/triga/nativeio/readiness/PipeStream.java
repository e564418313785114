package dev.triga.nativeio.readiness;

import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Staging;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.Unclaimed;
import dev.triga.net.CloseReason;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A stream over one descriptor to read from and another to write to, either of which may be
/// missing: pipes of a child process, a FIFO, standard input and output.
///
/// A missing input counts as one that ends when our output does; a missing output cannot be written
/// to. There is no reset: aborting closes.
final class PipeStream implements StreamHandle {
  private final ReadinessDriver driver;
  private final PipeEnd input;
  private final PipeEnd output;
  private final boolean hasInput;
  private StreamSink sink = Unclaimed.SINK;
  private boolean full;
  private boolean flushPending;
  private boolean endOwed;
  private boolean closed;
  private @Nullable CloseReason failure;
  private @Nullable CloseReason epitaph;

  PipeStream(ReadinessDriver driver, int input, int output) {
    this.driver = driver;
    this.hasInput = input != Registration.CLOSED;
    this.input = new PipeEnd(driver, this, input, true);
    this.output = new PipeEnd(driver, this, output, false);
  }

  void start(StreamSink claimed) {
    sink = claimed;
    int outcome = closed ? 0 : Math.min(input.start(), output.start());
    if (outcome < 0) {
      failLater(NetworkErrors.broken(outcome));
    }
  }

  private void failLater(CloseReason reason) {
    close();
    epitaph = reason;
    driver.queue(output);
  }

  // Events

  void inputReady() {
    ReadBuffer buffer = driver.readBuffer;
    int count;
    do {
      count =
          Descriptors.read(
              driver.memory.errno, input.descriptor, buffer.address(), ReadBuffer.CAPACITY_BYTES);
    } while (count == -Errno.EINTR);
    if (count > 0) {
      buffer.deliver(sink, count);
    } else if (count == 0) {
      endInput();
    } else if (count == -Errno.EIO) {
      // What a terminal says when its other side is gone.
      endInput();
    } else if (count != -Errno.EAGAIN) {
      breakOff(NetworkErrors.broken(count));
    }
  }

  private void endInput() {
    input.close();
    sink.readClosed();
  }

  void outputReady() {
    output.listen(false);
    full = false;
    if (flushPending) {
      flushPending = false;
      sink.writable();
    }
  }

  /// Nobody reads what we write any more.
  void readerGone() {
    breakOff(
        CloseReason.of(CloseReason.Kind.LOST, "the reader of the pipe is gone: nobody reads it"));
  }

  private void breakOff(CloseReason reason) {
    if (!closed) {
      close();
      sink.closed(reason);
    }
  }

  /// What was put off to this poll.
  void tellLater() {
    var reason = epitaph;
    if (reason != null) {
      epitaph = null;
      sink.closed(reason);
    } else if (endOwed && !closed) {
      endOwed = false;
      sink.readClosed();
    }
  }

  // Writing

  @Override
  public int write(ByteBuffer data) {
    if (!output.isOpen()) {
      return refuse();
    }
    if (full || flushPending) {
      return 0;
    }
    int before = data.position();
    while (data.hasRemaining() && !full) {
      int count = writeSome(data);
      if (count < 0) {
        return -1;
      }
      data.position(data.position() + count);
    }
    return data.position() - before;
  }

  private int refuse() {
    if (failure == null) {
      failure =
          CloseReason.of(CloseReason.Kind.ABORTED, "the stream has no output to write to any more");
    }
    return -1;
  }

  private int writeSome(ByteBuffer data) {
    if (data.isDirect()) {
      return write(MemorySegment.ofBuffer(data).address(), data.remaining());
    }
    Staging staging = driver.memory.staging();
    int length = staging.fill(data);
    return write(staging.address(), length);
  }

  /// Writes what the system takes; answers with the number of bytes, or -1 when it is over.
  private int write(long address, int length) {
    int count;
    do {
      count = Descriptors.write(driver.memory.errno, output.descriptor, address, length);
    } while (count == -Errno.EINTR);
    if (count == -Errno.EAGAIN) {
      full = true;
      return 0;
    }
    if (count < 0) {
      failure = NetworkErrors.broken(count);
      return -1;
    }
    return count;
  }

  @Override
  public FlushOutcome flush(OutBuffer out) {
    if (!output.isOpen()) {
      refuse();
      return FlushOutcome.FAILED;
    }
    while (!out.isEmpty() && !full) {
      int count = write(out.address(), out.length());
      if (count < 0) {
        return FlushOutcome.FAILED;
      }
      out.sent(count);
    }
    flushPending = !out.isEmpty();
    if (flushPending) {
      output.listen(true);
      return FlushOutcome.PENDING;
    }
    full = false;
    return FlushOutcome.DONE;
  }

  @Override
  public CloseReason failure() {
    var reason = failure;
    return reason != null
        ? reason
        : CloseReason.of(CloseReason.Kind.ABORTED, "the stream was closed on this side");
  }

  // What the transport asks for

  @Override
  public void pauseReading() {
    input.listen(false);
  }

  @Override
  public void resumeReading() {
    input.listen(true);
  }

  @Override
  public void shutdownOutput() {
    output.close();
    if (!hasInput && !closed) {
      endOwed = true;
      driver.queue(output);
    }
  }

  @Override
  public void close() {
    closed = true;
    input.close();
    output.close();
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public SocketAddress localAddress() {
    return StreamAddresses.UNNAMED;
  }

  @Override
  public SocketAddress remoteAddress() {
    return StreamAddresses.UNNAMED;
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    throw new UnsupportedOperationException("a pipe has no socket option " + option.name());
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    throw new UnsupportedOperationException("a pipe has no socket option " + option.name());
  }

  @Override
  public String toString() {
    return closed ? "closed pipes" : "pipes " + input.descriptor + ", " + output.descriptor;
  }
}

package dev.triga.pump;

import dev.triga.driver.OutBuffer;
import dev.triga.loop.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/// The thread that writes, begun when there is something to write. It takes one buffer's worth at a
/// time, so that the rest waits where its amount is known.
final class OutputPump implements Runnable {
  private static final int CAPACITY_BYTES = 64 * 1024;

  private final PumpedStream stream;
  private final EventLoop loop;
  private final OutputStream output;
  private final boolean closesAtOnce;
  private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY_BYTES);
  private final ByteBuffer[] next = new ByteBuffer[1];
  private final Thread thread;
  private volatile boolean isBusy;
  private volatile boolean isClosed;
  private boolean isStarted;

  /// @param closesAtOnce whether closing ends a write that is in progress; otherwise it would wait
  ///   for that
  OutputPump(
      PumpedStream stream, EventLoop loop, String name, OutputStream output, boolean closesAtOnce) {
    this.stream = stream;
    this.loop = loop;
    this.output = output;
    this.closesAtOnce = closesAtOnce;
    this.thread = Thread.ofPlatform().daemon().name(name + "-out").unstarted(this);
  }

  /// Whether bytes that were taken have not been written yet. On the turn.
  boolean isBusy() {
    return isBusy;
  }

  /// Takes what there is room for; only when it is not busy. On the turn.
  void take(OutBuffer out) {
    bytes.clear();
    while (bytes.hasRemaining() && out.buffers(next) > 0) {
      var region = next[0];
      int count = Math.min(region.remaining(), bytes.remaining());
      bytes.put(bytes.position(), region, region.position(), count);
      bytes.position(bytes.position() + count);
      out.sent(count);
    }
    isBusy = true;
    if (isStarted) {
      LockSupport.unpark(thread);
    } else {
      isStarted = true;
      thread.start();
    }
  }

  /// Closes the output, after what is being written. On the turn.
  void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (!isStarted || closesAtOnce) {
      closeOutput();
    }
    LockSupport.unpark(thread);
  }

  private void closeOutput() {
    try {
      output.close();
    } catch (IOException e) {
      loop.deliver(() -> stream.outputFailed(e));
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        while (!isBusy && !isClosed) {
          LockSupport.park(this);
        }
        if (!isBusy) {
          break;
        }
        output.write(bytes.array(), 0, bytes.position());
        output.flush();
        isBusy = false;
        loop.deliver(stream::written);
      }
    } catch (IOException e) {
      isBusy = false;
      loop.deliver(() -> stream.outputFailed(e));
    }
    closeOutput();
  }
}

package dev.triga.pump;

import dev.triga.driver.ReadBuffer;
import dev.triga.loop.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/// The thread that reads. It reads one buffer's worth and waits until the turn has delivered that:
/// so what lies between the two is bounded, and a consumer that pauses slows the writer down.
final class InputPump implements Runnable {
  private final PumpedStream stream;
  private final EventLoop loop;
  private final InputStream input;
  private final byte[] bytes = new byte[ReadBuffer.CAPACITY_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  private final Thread thread;
  private volatile boolean isDelivered;
  private volatile boolean isClosed;

  InputPump(PumpedStream stream, EventLoop loop, String name, InputStream input) {
    this.stream = stream;
    this.loop = loop;
    this.input = input;
    this.thread = Thread.ofPlatform().daemon().name(name + "-in").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /// What was read: on the turn, until [#delivered()].
  ByteBuffer view() {
    return view;
  }

  /// On the turn: the next may be read.
  void delivered() {
    isDelivered = true;
    LockSupport.unpark(thread);
  }

  /// On the turn. Closing ends a read of a channel that is in progress; one of a child's pipe goes
  /// on until somebody writes to it or nobody can any more, and the thread with it.
  void close() {
    isClosed = true;
    closeInput();
    LockSupport.unpark(thread);
  }

  private void closeInput() {
    try {
      input.close();
    } catch (IOException e) {
      loop.deliver(() -> loop.report("input that was closed", input, e, null));
    }
  }

  @Override
  public void run() {
    // The JDK closes the pipe of a child when the child has exited, although a grandchild may still
    // write to it; not while somebody holds this monitor.
    synchronized (input) {
      try {
        readAll();
        loop.deliver(stream::inputEnded);
      } catch (IOException e) {
        loop.deliver(() -> stream.inputFailed(e));
      }
    }
    closeInput();
  }

  private void readAll() throws IOException {
    int count = 0;
    while (!isClosed && (count = input.read(bytes)) >= 0) {
      isDelivered = false;
      int length = count;
      loop.deliver(() -> stream.arrived(length));
      while (!isDelivered && !isClosed) {
        LockSupport.park(this);
      }
    }
  }
}

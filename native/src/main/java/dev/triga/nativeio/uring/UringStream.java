package dev.triga.nativeio.uring;

import static dev.triga.nativeio.libc.IoUring.IORING_CQE_BUFFER_SHIFT;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.OutgoingFile;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.Epoll;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.Connecting;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.RegularFile;
import dev.triga.nativeio.socket.SocketOptionNumbers;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamOutput;
import dev.triga.nativeio.socket.Unclaimed;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A connected or connecting TCP socket: the only class of the hot path.
///
/// **Reading.** One request receives until it is cancelled or the stream ends; each completion is a
/// buffer of bytes. A pause cancels it only when bytes come during the pause, since most pauses end
/// before; those bytes wait in [EarlyBytes].
///
/// **Writing.** We send by plain calls until the system takes no more.
///
/// **State.** From the first time that room, a connection or an error has to be waited for while
/// nothing is received, a second request reports every change of the socket's state. It is never
/// withdrawn: a system that is not asked for room does not report it.
final class UringStream extends RingMember implements StreamHandle {
  private static final int ROOM = Epoll.EPOLLOUT;
  private static final int OVER = Epoll.EPOLLERR | Epoll.EPOLLHUP;

  private final UringDriver driver;
  private final StreamAddresses addresses;
  private final StreamOutput output;
  private StreamSink sink = Unclaimed.SINK;

  private boolean connecting;
  private boolean paused;

  /// Whether the receiving request is under way, and whether its end has been asked for.
  private boolean receiving;

  private boolean cancelling;

  /// Whether the request for the state is under way.
  private boolean observing;

  /// Whether there are probably bytes to receive already.
  private boolean inputLikely;

  /// Whether the peer's end of the stream was received, and whether the sink knows.
  private boolean inputEnded;

  private boolean endTold;

  /// Whether the sink waits to be told of room.
  private boolean flushPending;

  /// Whether others may read from the socket too.
  private boolean givenAway;

  private @Nullable EarlyBytes early;

  /// What the next poll tells the sink, the descriptor being gone.
  private @Nullable CloseReason epitaph;

  private UringStream(int descriptor, UringDriver driver, StreamAddresses addresses) {
    super(descriptor);
    this.driver = driver;
    this.addresses = addresses;
    this.output = new StreamOutput(driver.memory, driver.gatherList);
  }

  /// A connection that was accepted on the address `bound`.
  static UringStream accepted(UringDriver driver, int descriptor, SocketAddress bound) {
    var addresses = StreamAddresses.accepted(driver.memory, descriptor, bound);
    return accepted(driver, descriptor, addresses);
  }

  /// A connection that was accepted just now by a call that has told the peer's address.
  static UringStream accepted(UringDriver driver, int descriptor, StreamAddresses addresses) {
    var stream = new UringStream(descriptor, driver, addresses);
    driver.enter(stream);
    return stream;
  }

  /// Takes over a connection that stands.
  ///
  /// @throws IllegalArgumentException if it is not one
  static void adopt(
      UringDriver driver,
      int descriptor,
      StreamOptions options,
      Function<StreamHandle, @Nullable StreamSink> claim) {
    var addresses = OpenSockets.prepareConnection(driver.memory, descriptor, options);
    driver.descriptorTaken(descriptor);
    UringStream stream = accepted(driver, descriptor, addresses);
    stream.inputLikely = true;
    boolean isDecided = false;
    try {
      StreamSink claimed = claim.apply(stream);
      isDecided = true;
      stream.claimedBy(claimed);
    } finally {
      if (!isDecided && stream.isOpen()) {
        // It is still whoever's who gave it, and he closes it: so must not we.
        driver.forget(stream);
      }
    }
  }

  /// Begins to connect.
  ///
  /// @throws dev.triga.net.BindFailure if the local address cannot be bound
  static UringStream connect(UringDriver driver, ConnectRequest request, StreamSink sink) {
    Connecting begun = Connecting.begin(driver.memory, request, driver::descriptorTaken);
    if (begun.outcome() < 0) {
      CloseReason reason = NetworkErrors.notConnected(begun.outcome());
      return failed(driver, begun.addresses(), sink, reason);
    }
    var stream = new UringStream(begun.descriptor(), driver, begun.addresses());
    stream.sink = sink;
    stream.connecting = true;
    stream.output.full(true);
    driver.enter(stream);
    return stream;
  }

  /// A connection that could not even be begun, as the next poll reports.
  static UringStream failed(
      UringDriver driver, StreamAddresses addresses, StreamSink sink, CloseReason reason) {
    var stream = new UringStream(CLOSED, driver, addresses);
    stream.sink = sink;
    stream.epitaph = reason;
    driver.queue(stream);
    return stream;
  }

  /// Sets where to deliver, before anything is; closes a connection that nobody wants.
  void claimedBy(@Nullable StreamSink claimed) {
    if (claimed == null) {
      close();
    } else {
      sink = claimed;
    }
  }

  @Override
  public Descriptor handOver() {
    Descriptor given = openDescriptor();
    // The first request for it would only be made in the next poll.
    driver.forget(this);
    return given;
  }

  // Requests

  @Override
  boolean attend(Ring ring) {
    if (!isOpen()) {
      return epitaph != null;
    }
    boolean reads = !connecting && !paused && !inputEnded && early == null;
    if (reads && !receiving) {
      long number = Operation.of(token, Operation.RECEIVE);
      ring.receive(descriptor, ReceiveBuffers.GROUP, !inputLikely, number);
      receiving = true;
      inputLikely = false;
    }
    if (!observing && (connecting || output.isFull() || !(reads || receiving))) {
      ring.poll(descriptor, ROOM, true, Operation.of(token, Operation.STATE));
      observing = true;
    }
    return !paused && (early != null || (inputEnded && !endTold));
  }

  @Override
  void completed(int operation, int result, int flags, boolean more) {
    if (operation == Operation.RECEIVE) {
      received(result, flags, more);
    } else {
      observing = more;
      if (!more) {
        driver.queue(this);
      }
      if (result > 0) {
        changed(result);
      }
    }
  }

  @Override
  void ringLost() {
    receiving = false;
    cancelling = false;
    observing = false;
  }

  // Reading

  private void received(int result, int flags, boolean more) {
    if (!more) {
      receiving = false;
      cancelling = false;
      driver.queue(this);
    }
    if (result > 0) {
      ByteBuffer bytes = driver.buffers.view(flags >>> IORING_CQE_BUFFER_SHIFT);
      if (paused || early != null) {
        keep(bytes, result);
      } else {
        driver.readBuffer.deliver(sink, bytes, result);
      }
    } else if (result == 0) {
      inputEnded = true;
      if (!paused && early == null) {
        tellEnd();
      }
    } else if (result == -Errno.ENOBUFS) {
      // All buffers were under way; they are back when this is attended to.
      inputLikely = true;
    } else if (result != -Errno.ECANCELED && result != -Errno.EINTR && result != -Errno.EAGAIN) {
      breakOff(NetworkErrors.broken(result));
    }
  }

  private void keep(ByteBuffer bytes, int count) {
    EarlyBytes kept = early;
    if (kept == null) {
      kept = new EarlyBytes();
      early = kept;
    }
    kept.add(bytes, count);
    stopReceiving();
  }

  private void stopReceiving() {
    if (receiving && !cancelling) {
      cancelling = true;
      driver.cancelLater(this, Operation.RECEIVE);
    }
  }

  private void tellEnd() {
    endTold = true;
    CloseReason failure = output.failed();
    if (failure != null) {
      // A failed send has eaten the error that the receive would have had.
      breakOff(failure);
    } else {
      sink.readClosed();
    }
  }

  @Override
  void resume() {
    if (!isOpen()) {
      CloseReason reason = epitaph;
      if (reason != null) {
        epitaph = null;
        sink.closed(reason);
      }
      return;
    }
    EarlyBytes kept = early;
    if (kept != null && !paused) {
      kept.deliver(driver.readBuffer, sink);
      if (kept.isEmpty()) {
        early = null;
      }
      driver.queue(this);
    } else if (inputEnded && !endTold && !paused) {
      tellEnd();
    }
  }

  @Override
  public void pauseReading() {
    paused = true;
    if (givenAway && isOpen()) {
      stopReceiving();
    }
  }

  @Override
  public void resumeReading() {
    if (paused) {
      paused = false;
      if (isOpen()) {
        driver.queue(this);
      }
    }
  }

  // State

  private void changed(int events) {
    if (connecting) {
      if ((events & (ROOM | OVER)) != 0) {
        finishConnecting();
      }
      if (connecting || !isOpen()) {
        return;
      }
    } else if ((events & OVER) != 0 && !receiving) {
      // Somebody who receives hears of it that way, behind the bytes that are left.
      hungUp();
    }
    if ((events & ROOM) != 0 && isOpen()) {
      output.full(false);
      if (flushPending) {
        flushPending = false;
        sink.writable();
      }
    }
  }

  private void finishConnecting() {
    int error = Sockets.pendingError(driver.memory, descriptor);
    if (error != 0) {
      breakOff(NetworkErrors.notConnected(error));
      return;
    }
    connecting = false;
    output.full(false);
    driver.queue(this);
    sink.connected();
  }

  /// Finds out, without reading, whether the connection has failed or both sides have ended in
  /// order.
  private void hungUp() {
    int error = Sockets.pendingError(driver.memory, descriptor);
    if (error != 0) {
      breakOff(NetworkErrors.broken(error));
    } else if (output.failed() != null) {
      breakOff(output.failure());
    }
  }

  private void breakOff(CloseReason reason) {
    release();
    sink.closed(reason);
  }

  // Writing

  @Override
  public int write(ByteBuffer data) {
    if (!isOpen()) {
      return -1;
    }
    return output.isFull() || flushPending ? 0 : output.write(descriptor, data);
  }

  @Override
  public FlushOutcome flush(OutBuffer out) {
    if (!isOpen()) {
      return FlushOutcome.FAILED;
    }
    FlushOutcome outcome = output.flush(descriptor, out);
    flushPending = outcome == FlushOutcome.PENDING;
    if (flushPending && !observing) {
      driver.queue(this);
    }
    return outcome;
  }

  @Override
  public @Nullable OutgoingFile openFile(FileRegion.Source source) throws IOException {
    return RegularFile.open(source);
  }

  @Override
  public long sendFile(OutgoingFile file, long position, long count) {
    if (!isOpen()) {
      return -1;
    }
    if (!flushPending) {
      long taken = output.sendFile(descriptor, (RegularFile) file, position, count);
      if (taken != 0) {
        return taken;
      }
    }
    flushPending = true;
    if (!observing) {
      driver.queue(this);
    }
    return 0;
  }

  @Override
  public CloseReason failure() {
    return output.failure();
  }

  @Override
  public void shutdownOutput() {
    if (isOpen() && !connecting) {
      Sockets.shutdown(driver.memory.errno, descriptor, SocketConstants.SHUT_WR);
    }
  }

  // The end

  @Override
  public void close() {
    release();
    epitaph = null;
  }

  @Override
  public void abort() {
    if (isOpen() && !connecting) {
      Sockets.abortOnClose(driver.memory, descriptor);
    }
    close();
  }

  @Override
  void discard() {
    close();
  }

  private void release() {
    if (!isOpen()) {
      return;
    }
    stopReceiving();
    if (observing) {
      driver.cancelLater(this, Operation.STATE);
    }
    early = null;
    driver.release(this);
  }

  // Questions

  @Override
  public SocketAddress localAddress() {
    return addresses.local(driver.memory, descriptor);
  }

  @Override
  public SocketAddress remoteAddress() {
    return addresses.remote();
  }

  /// From the next poll on, a pause also keeps the kernel from receiving, so that what comes then
  /// is left to whoever gets the descriptor.
  @Override
  public Descriptor asDescriptor() {
    Descriptor given = openDescriptor();
    givenAway = true;
    if (paused) {
      stopReceiving();
    }
    return given;
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return SocketOptionNumbers.read(driver.memory, openDescriptor(option), option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    SocketOptionNumbers.write(driver.memory, openDescriptor(option), option, value);
  }

  private int openDescriptor(SocketOption<?> option) throws IOException {
    if (!isOpen()) {
      throw new IOException("the connection is closed, so it has no " + option.name());
    }
    return descriptor;
  }

  @Override
  public String toString() {
    return (isOpen() ? "stream " + descriptor : "closed stream") + " to " + addresses.remote();
  }
}

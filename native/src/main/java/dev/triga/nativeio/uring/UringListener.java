package dev.triga.nativeio.uring;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.socket.AcceptShortage;
import dev.triga.nativeio.socket.Acceptor;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamSockets;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;

/// A listening TCP socket: the kernel accepts by itself until it is told to stop.
final class UringListener extends RingMember implements ListenerHandle, Acceptor {
  private static final int SOCKET_FLAGS =
      SocketConstants.SOCK_NONBLOCK | SocketConstants.SOCK_CLOEXEC;

  /// Connections that one poll delivers at most, so that a burst does not starve those that stand.
  private static final int WELCOMES_PER_POLL_MAX = 64;

  private final UringDriver driver;
  private final AcceptShortage shortage;
  private final AcceptSink sink;
  private final SocketAddress address;

  /// Connections that the kernel has accepted, but that have to wait: they are too many for one
  /// poll, or came before the kernel learned of a pause. At most as many as the backlog, since the
  /// kernel accepts what is there when it is told to, and then one by one.
  private final ArrayDeque<Integer> early = new ArrayDeque<>();

  private boolean accepting;
  private boolean cancelling;
  private boolean paused;
  private boolean resting;

  /// How many were delivered in which poll.
  private int welcomes;

  private int latestPoll;

  private UringListener(
      int descriptor,
      UringDriver driver,
      AcceptShortage shortage,
      AcceptSink sink,
      SocketAddress address) {
    super(descriptor);
    this.driver = driver;
    this.shortage = shortage;
    this.sink = sink;
    this.address = address;
  }

  /// Binds and listens.
  ///
  /// @throws dev.triga.net.BindFailure if the system refuses
  static UringListener open(
      UringDriver driver, AcceptShortage shortage, ListenRequest request, AcceptSink sink) {
    CallMemory memory = driver.memory;
    SocketAddress wanted = request.address();
    int descriptor = StreamSockets.socket(memory, wanted);
    if (descriptor < 0) {
      throw NetworkErrors.notListening(wanted, descriptor);
    }
    driver.descriptorTaken(descriptor);
    int outcome = StreamSockets.bindAndListen(memory, descriptor, wanted, request);
    if (outcome < 0) {
      Descriptors.close(memory.errno, descriptor);
      throw NetworkErrors.notListening(wanted, outcome);
    }
    SocketAddress bound = StreamAddresses.ask(memory, descriptor, wanted);
    var listener = new UringListener(descriptor, driver, shortage, sink, bound);
    driver.enter(listener);
    shortage.prepare();
    return listener;
  }

  private boolean wanted() {
    return isOpen() && !paused && !resting;
  }

  @Override
  boolean attend(Ring ring) {
    if (wanted() && !accepting) {
      ring.accept(descriptor, SOCKET_FLAGS, Operation.of(token, Operation.ACCEPT));
      accepting = true;
    }
    return wanted() && !early.isEmpty();
  }

  @Override
  void completed(int operation, int result, int flags, boolean more) {
    if (!more) {
      accepting = false;
      cancelling = false;
      driver.queue(this);
    }
    if (result >= 0) {
      if (early.isEmpty() && mayWelcome()) {
        welcome(result);
      } else {
        early.addLast(result);
        driver.queue(this);
      }
      return;
    }
    switch (-result) {
      case Errno.EMFILE, Errno.ENFILE -> shortage.refuseOne(this);
      case Errno.ENOBUFS, Errno.ENOMEM -> shortage.rest(this);
      case Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK -> fail(result);
      default -> {
        // It was cancelled, or concerns a connection that is gone before we had it.
      }
    }
  }

  @Override
  void resume() {
    while (wanted() && !early.isEmpty() && mayWelcome()) {
      welcome(early.removeFirst());
    }
    if (wanted() && !early.isEmpty()) {
      driver.queue(this);
    }
  }

  private boolean mayWelcome() {
    if (latestPoll != driver.polls) {
      latestPoll = driver.polls;
      welcomes = 0;
    }
    return !paused && welcomes < WELCOMES_PER_POLL_MAX;
  }

  private void welcome(int connection) {
    welcomes++;
    driver.descriptorTaken(connection);
    UringStream stream = UringStream.accepted(driver, connection, address);
    StreamSink claimed = sink.accepted(stream);
    if (claimed == null) {
      stream.close();
    } else {
      stream.deliverTo(claimed);
    }
  }

  private void fail(int outcome) {
    close();
    sink.failed(
        new IOException("cannot accept on " + address + " any more: " + Errno.sentence(outcome)));
  }

  @Override
  public SocketAddress localAddress() {
    return address;
  }

  @Override
  public Descriptor asDescriptor() {
    return openDescriptor();
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void rest() {
    resting = true;
    stop();
  }

  @Override
  public void goOn() {
    resting = false;
    attendLater();
  }

  @Override
  public void pauseAccepting() {
    paused = true;
    stop();
  }

  @Override
  public void resumeAccepting() {
    if (paused) {
      paused = false;
      attendLater();
    }
  }

  private void stop() {
    if (accepting && !cancelling && isOpen()) {
      cancelling = true;
      driver.cancelLater(this, Operation.ACCEPT);
    }
  }

  private void attendLater() {
    if (isOpen()) {
      driver.queue(this);
    }
  }

  @Override
  public void close() {
    if (!isOpen()) {
      return;
    }
    shortage.forget(this);
    stop();
    early.forEach(connection -> Descriptors.close(driver.memory.errno, connection));
    early.clear();
    driver.release(this);
    driver.settle();
  }

  @Override
  void ringLost() {
    accepting = false;
    cancelling = false;
  }

  @Override
  void discard() {
    close();
  }

  @Override
  public String toString() {
    return (isOpen() ? "listener " : "closed listener ") + address;
  }
}

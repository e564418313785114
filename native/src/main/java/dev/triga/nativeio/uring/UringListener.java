package dev.triga.nativeio.uring;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.ListenRequest;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.AcceptShortage;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamSockets;
import java.net.SocketAddress;
import java.util.ArrayDeque;

/// A listening TCP socket: the kernel accepts by itself until it is told to stop.
final class UringListener extends RingListener {
  private static final int SOCKET_FLAGS =
      SocketConstants.SOCK_NONBLOCK | SocketConstants.SOCK_CLOEXEC;

  /// Where the address of a peer goes that is asked for later.
  private static final long NOWHERE = 0;

  /// Connections that one poll delivers at most, so that a burst does not starve those that stand.
  private static final int WELCOMES_PER_POLL_MAX = 64;

  /// Connections that the kernel has accepted, but that have to wait: they are too many for one
  /// poll, or came before the kernel learned of a pause. At most as many as the backlog, since the
  /// kernel accepts what is there when it is told to, and then one by one.
  private final ArrayDeque<Integer> early = new ArrayDeque<>();

  /// How many were delivered in which poll.
  private int welcomes;

  private int latestPoll;

  /// How many are still welcome when this is closed: the kernel may have accepted them before it
  /// learned of that.
  private int last;

  private UringListener(
      int descriptor,
      UringDriver driver,
      AcceptShortage shortage,
      AcceptSink sink,
      SocketAddress address) {
    super(descriptor, Operation.ACCEPT, driver, shortage, sink, address);
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
      throw NetworkErrors.notListening(wanted, outcome);
    }
    SocketAddress bound = StreamAddresses.ask(memory, descriptor, wanted);
    var listener = new UringListener(descriptor, driver, shortage, sink, bound);
    driver.enter(listener);
    shortage.prepare();
    return listener;
  }

  @Override
  boolean attend(Ring ring) {
    ask(ring);
    return wanted() && !early.isEmpty();
  }

  @Override
  void submit(Ring ring, long userData) {
    ring.accept(descriptor, SOCKET_FLAGS, userData);
  }

  @Override
  void completed(int operation, int result, int flags, boolean more) {
    if (!more) {
      over();
    }
    if (!isOpen()) {
      completedLate(result);
      return;
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
    shortage.goesOnAfter(this, result);
  }

  private void completedLate(int result) {
    if (result >= 0 && last > 0) {
      last--;
      welcome(result);
    } else if (result >= 0) {
      Descriptors.close(driver.memory.errno, result);
    }
  }

  @Override
  public void acceptAndClose(int most) {
    if (isShared() || most < 1 || !isOpen()) {
      close();
      return;
    }
    var waiting = new ArrayDeque<Integer>();
    while (!early.isEmpty() && waiting.size() < most) {
      waiting.add(early.removeFirst());
    }
    leave();
    acceptAll(waiting, most);
    last = most - waiting.size();
    closeAndHear();
    waiting.forEach(this::welcome);
  }

  /// What the kernel has not accepted yet: it does so only when it is entered.
  private void acceptAll(ArrayDeque<Integer> waiting, int most) {
    for (int tries = waiting.size(); tries < most; tries++) {
      int connectionOrError = Sockets.accept(driver.memory.errno, descriptor, NOWHERE, NOWHERE);
      if (connectionOrError >= 0) {
        waiting.add(connectionOrError);
      } else if (!shortage.goesOnAfter(this, connectionOrError)) {
        return;
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
    return !isPaused() && welcomes < WELCOMES_PER_POLL_MAX;
  }

  private void welcome(int connection) {
    welcomes++;
    driver.descriptorTaken(connection);
    UringStream stream = UringStream.accepted(driver, connection, address);
    stream.claimedBy(sink.accepted(stream));
  }

  @Override
  void leave() {
    early.forEach(connection -> Descriptors.close(driver.memory.errno, connection));
    early.clear();
  }
}

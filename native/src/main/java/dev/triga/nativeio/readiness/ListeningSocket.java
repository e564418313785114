package dev.triga.nativeio.readiness;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.AcceptShortage;
import dev.triga.nativeio.socket.Acceptor;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.SharedListeners;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamSockets;
import dev.triga.nativeio.socket.Unclaimed;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A listening stream socket. It is watched for its state, not for changes, so a poll may leave
/// some connections to the next one.
final class ListeningSocket extends Registration
    implements ListenerHandle, Acceptor, SharedListeners.Member {
  /// Connections that one poll takes at most, so that a burst does not starve those that stand.
  private static final int ACCEPTS_PER_POLL_MAX = 64;

  /// The same where other processes accept on the same socket: they are to have the next one.
  private static final int ACCEPTS_PER_POLL_OF_SEVERAL_MAX = 1;

  private final ReadinessDriver driver;
  private final AcceptShortage shortage;
  private final AcceptSink sink;
  private final SocketAddress address;
  private int acceptsPerPoll = ACCEPTS_PER_POLL_MAX;
  private boolean paused;

  /// [Readiness#ONE_OF_SEVERAL] where others accept too, else nothing.
  private int sharing = Readiness.NONE;

  /// With what the poller refused to change what it watches for; the next poll sees to that.
  private int failure;

  private ListeningSocket(
      int descriptor,
      ReadinessDriver driver,
      AcceptShortage shortage,
      AcceptSink sink,
      SocketAddress address) {
    super(descriptor);
    this.driver = driver;
    this.shortage = shortage;
    this.sink = sink;
    this.address = address;
    this.interest = Readiness.READABLE;
  }

  /// Binds and listens.
  ///
  /// @throws dev.triga.net.BindFailure if the system refuses
  static ListeningSocket open(
      ReadinessDriver driver, AcceptShortage shortage, ListenRequest request, AcceptSink sink) {
    CallMemory memory = driver.memory;
    SocketAddress wanted = request.address();
    int descriptor = StreamSockets.socket(memory, wanted);
    if (descriptor < 0) {
      throw NetworkErrors.notListening(wanted, descriptor);
    }
    String obstacle = driver.poller.cannotWatch(descriptor);
    if (obstacle != null) {
      Descriptors.close(memory.errno, descriptor);
      throw NetworkErrors.notListening(wanted, obstacle);
    }
    driver.descriptorTaken(descriptor);
    int outcome = StreamSockets.bindAndListen(memory, descriptor, wanted, request);
    if (outcome < 0) {
      throw NetworkErrors.notListening(wanted, outcome);
    }
    SocketAddress bound = StreamAddresses.ask(memory, descriptor, wanted);
    var listener = new ListeningSocket(descriptor, driver, shortage, sink, bound);
    outcome = driver.register(listener);
    if (outcome < 0) {
      listener.close();
      throw NetworkErrors.notListening(wanted, outcome);
    }
    shortage.prepare();
    return listener;
  }

  /// Takes over a socket that listens.
  ///
  /// @throws IllegalArgumentException if it does not
  static ListeningSocket adopt(
      ReadinessDriver driver,
      AcceptShortage shortage,
      int descriptor,
      StreamOptions options,
      AcceptSink sink) {
    var address = OpenSockets.prepareListener(driver.memory, descriptor, options);
    driver.descriptorTaken(descriptor);
    var listener = new ListeningSocket(descriptor, driver, shortage, sink, address);
    listener.shared = true;
    listener.acceptsPerPoll = ACCEPTS_PER_POLL_OF_SEVERAL_MAX;
    listener.sharing = Readiness.ONE_OF_SEVERAL;
    listener.interest |= Readiness.ONE_OF_SEVERAL;
    int outcome = driver.register(listener);
    if (outcome < 0) {
      throw OpenSockets.wrong(descriptor, Errno.sentence(outcome));
    }
    driver.sharedListeners.add(listener);
    shortage.prepare();
    return listener;
  }

  @Override
  void ready(int readiness) {
    if (paused) {
      listenFor(Readiness.NONE);
      return;
    }
    for (int count = 0; count < acceptsPerPoll && isOpen() && !paused; count++) {
      if (!acceptOne()) {
        return;
      }
    }
    if (sharing != Readiness.NONE && isOpen() && !paused) {
      changeTo(interest); // Whoever else waits for connections comes first now.
    }
  }

  /// To be watched anew is to be told of what is there.
  @Override
  public void look() {
    if (isOpen() && !paused && interest == (Readiness.READABLE | sharing)) {
      changeTo(interest);
    }
  }

  /// Takes one connection; false when there is none, or none can be taken now.
  private boolean acceptOne() {
    CallMemory memory = driver.memory;
    int descriptorOrError =
        Sockets.accept(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    if (descriptorOrError >= 0) {
      String obstacle = driver.poller.cannotWatch(descriptorOrError);
      if (obstacle == null) {
        welcome(descriptorOrError);
      } else {
        shortage.refuse(this, descriptorOrError, obstacle);
      }
      return true;
    }
    return shortage.goesOnAfter(this, descriptorOrError);
  }

  private void welcome(int connection) {
    StreamSocket stream = streamOf(connection);
    stream.claimedBy(sink.accepted(stream));
  }

  /// The connection that was accepted last.
  private StreamSocket streamOf(int connection) {
    driver.descriptorTaken(connection);
    var addresses = StreamAddresses.accepted(driver.memory, address);
    return new StreamSocket(connection, driver, addresses, Unclaimed.SINK);
  }

  @Override
  public void fail(int outcome) {
    if (isOpen()) {
      close();
      sink.failed(
          new IOException("cannot accept on " + address + " any more: " + Errno.sentence(outcome)));
    }
  }

  private void listenFor(int state) {
    int wanted = state | sharing;
    if (interest != wanted && isOpen()) {
      changeTo(wanted);
    }
  }

  private void changeTo(int wanted) {
    int before = interest;
    interest = wanted;
    int outcome = driver.changeInterest(this);
    if (outcome < 0) {
      interest = before;
      failure = outcome;
      driver.queue(this);
    }
  }

  @Override
  void resume() {
    int outcome = failure;
    failure = 0;
    switch (-outcome) {
      case 0 -> {}
      // There may be memory by now. A rest that was refused is asked for again by what it was for.
      case Errno.ENOMEM, Errno.ENOBUFS -> {
        if (isOpen()) {
          changeTo((paused ? Readiness.NONE : Readiness.READABLE) | sharing);
        }
      }
      default -> fail(outcome);
    }
  }

  @Override
  public Descriptor asDescriptor() {
    if (!isOpen()) {
      throw new IllegalStateException("the listener on " + address + " is closed");
    }
    shared = true;
    return Descriptor.of(descriptor);
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void rest() {
    listenFor(Readiness.NONE);
  }

  @Override
  public void goOn() {
    listenFor(Readiness.READABLE);
  }

  @Override
  public SocketAddress localAddress() {
    return address;
  }

  @Override
  public void pauseAccepting() {
    paused = true;
    if (sharing != Readiness.NONE) {
      // An event of ours would be nobody's: the system wakes one of those who watch.
      listenFor(Readiness.NONE);
    }
    // Otherwise watching ends only when a connection comes during the pause: most end before.
  }

  @Override
  public void resumeAccepting() {
    if (paused) {
      paused = false;
      listenFor(Readiness.READABLE);
    }
  }

  @Override
  public void close() {
    if (isOpen()) {
      shortage.forget(this);
      driver.sharedListeners.remove(this);
      driver.release(this);
    }
  }

  @Override
  public void acceptAndClose(int most) {
    List<StreamSocket> waiting = shared || !isOpen() ? List.of() : acceptAll(most);
    close();
    waiting.forEach(stream -> stream.claimedBy(sink.accepted(stream)));
  }

  private List<StreamSocket> acceptAll(int most) {
    CallMemory memory = driver.memory;
    var waiting = new ArrayList<StreamSocket>();
    for (int i = 0; i < most; i++) {
      int descriptorOrError =
          Sockets.accept(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
      if (descriptorOrError < 0) {
        if (shortage.goesOnAfter(this, descriptorOrError)) {
          continue;
        }
        break;
      }
      String obstacle = driver.poller.cannotWatch(descriptorOrError);
      if (obstacle == null) {
        waiting.add(streamOf(descriptorOrError));
      } else {
        shortage.refuse(this, descriptorOrError, obstacle);
      }
    }
    return waiting;
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

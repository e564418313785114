package dev.triga.nativeio.readiness;

import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.DatagramBatch;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.DatagramSockets;
import dev.triga.nativeio.socket.MulticastOptions;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.PeerAddresses;
import dev.triga.nativeio.socket.SocketOptionNumbers;
import dev.triga.nativeio.socket.StreamAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A datagram socket. It is watched for its state, not for changes: one call per poll takes what is
/// there, and the poller says so again if that was not all.
final class DatagramSocket extends Registration implements DatagramHandle {
  private final ReadinessDriver driver;
  private final DatagramSink sink;
  private final DatagramBatch received;
  private final OutgoingDatagrams outgoing;
  private final PeerAddresses peers;
  private final MulticastOptions multicast;
  private final SocketAddress localAddress;
  private final @Nullable SocketAddress remote;
  private boolean paused;
  private boolean warned;

  private DatagramSocket(
      int descriptor,
      ReadinessDriver driver,
      @Nullable SocketAddress remote,
      DatagramSink sink,
      SocketAddress localAddress) {
    super(descriptor);
    this.driver = driver;
    this.sink = sink;
    this.localAddress = localAddress;
    this.remote = remote;
    int family = SocketAddresses.family(localAddress);
    this.peers = new PeerAddresses(family);
    this.multicast = new MulticastOptions(driver.memory, family);
    this.received = driver.datagrams.received();
    this.outgoing = new OutgoingDatagrams(this, driver, peers, sink);
    this.interest = Readiness.READABLE;
  }

  /// Binds, and connects where a peer is given.
  ///
  /// @throws dev.triga.net.BindFailure if the system refuses
  static DatagramSocket open(ReadinessDriver driver, DatagramRequest request, DatagramSink sink) {
    CallMemory memory = driver.memory;
    SocketAddress wanted = request.local();
    int descriptor = DatagramSockets.open(memory, request);
    if (descriptor < 0) {
      throw NetworkErrors.notOpened(wanted, descriptor);
    }
    String obstacle = driver.poller.cannotWatch(descriptor);
    if (obstacle != null) {
      Descriptors.close(memory.errno, descriptor);
      throw NetworkErrors.notOpened(wanted, obstacle);
    }
    driver.descriptorTaken(descriptor);
    var bound = StreamAddresses.ask(memory, descriptor, wanted);
    var socket = new DatagramSocket(descriptor, driver, request.remote(), sink, bound);
    int outcome = driver.register(socket);
    if (outcome < 0) {
      socket.close();
      throw NetworkErrors.notOpened(wanted, outcome);
    }
    return socket;
  }

  /// Takes over a datagram socket.
  ///
  /// @throws IllegalArgumentException if it is none
  static DatagramSocket adopt(ReadinessDriver driver, int descriptor, DatagramSink sink) {
    var remote = OpenSockets.prepareDatagram(driver.memory, descriptor);
    driver.descriptorTaken(descriptor);
    var bound = StreamAddresses.ask(driver.memory, descriptor, StreamAddresses.UNNAMED);
    var socket = new DatagramSocket(descriptor, driver, remote, sink, bound);
    socket.shared = true;
    int outcome = driver.register(socket);
    if (outcome < 0) {
      throw OpenSockets.wrong(descriptor, Errno.sentence(outcome));
    }
    return socket;
  }

  // Events

  @Override
  void ready(int readiness) {
    if ((readiness & Readiness.WRITABLE) != 0) {
      outgoing.roomAgain();
    }
    if (isOpen() && (readiness & Readiness.ERROR) != 0) {
      // Taken away even while reading is paused, else it would be reported without end.
      if (Sockets.pendingError(driver.memory, descriptor) == Errno.ECONNREFUSED) {
        sink.refused();
      }
    }
    if (isOpen() && !paused && (readiness & Readiness.READABLE) != 0) {
      receive();
    }
  }

  /// Delivers a batch; answers how many there were, or with a negated error number.
  private int receive() {
    int count = received.receive(driver.memory.errno, descriptor);
    for (int index = 0; index < count && isOpen(); index++) {
      deliver(index);
    }
    if (count < 0) {
      bear(count);
    }
    return count;
  }

  private void deliver(int index) {
    var from = sender(index);
    if (received.isTruncated(index)) {
      warnOfTruncation(from);
      return;
    }
    if (driver.readBuffer.isDebug()) {
      driver.readBuffer.target().put(received.view(index));
      driver.readBuffer.deliver(sink, received.length(index), from);
    } else {
      sink.received(received.view(index), from);
    }
  }

  private SocketAddress sender(int index) {
    var only = remote;
    return only != null ? only : peers.decode(received.name(index), received.nameLength(index));
  }

  private void warnOfTruncation(SocketAddress from) {
    if (!warned) {
      warned = true;
      driver.context.warn(
          "datagrams that "
              + from
              + " sends to "
              + localAddress
              + " are longer than 65536 bytes and are lost");
    }
  }

  private void bear(int outcome) {
    switch (-outcome) {
      case Errno.EAGAIN, Errno.EINTR -> {
        // Nothing there, or something came in between: the next poll will tell.
      }
      case Errno.ECONNREFUSED -> sink.refused();
      case Errno.EBADF, Errno.ENOTSOCK, Errno.EINVAL -> {
        close();
        sink.closed(NetworkErrors.broken(outcome));
      }
      // A network that is down, or memory that is short, may be so for a moment only.
      default -> driver.context.warn(this + " cannot receive: " + Errno.sentence(outcome));
    }
  }

  @Override
  void resume() {
    // Never queued.
  }

  // Sending

  @Override
  public boolean send(ByteBuffer data, @Nullable SocketAddress to) {
    return isOpen() && outgoing.send(data, to);
  }

  @Override
  public void flush() {
    if (isOpen()) {
      outgoing.flush();
    }
  }

  /// Has the poller tell of room, or no longer.
  void awaitRoom(boolean wanted) {
    listenFor(wanted ? interest | Readiness.WRITABLE : interest & ~Readiness.WRITABLE);
  }

  private void listenFor(int wanted) {
    if (isOpen() && interest != wanted) {
      interest = wanted;
      driver.changeInterest(this);
    }
  }

  // What the transport asks for

  @Override
  public void pauseReading() {
    paused = true;
    listenFor(interest & ~Readiness.READABLE);
  }

  @Override
  public void resumeReading() {
    paused = false;
    listenFor(interest | Readiness.READABLE);
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    multicast.member(openDescriptor(), true, group, on, source);
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    multicast.member(openDescriptor(), false, group, on, source);
  }

  @Override
  public Descriptor asDescriptor() {
    shared = true;
    return Descriptor.of(descriptor);
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return MulticastOptions.knows(option)
        ? multicast.read(openDescriptor(), option)
        : SocketOptionNumbers.read(driver.memory, openDescriptor(), option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    if (MulticastOptions.knows(option)) {
      multicast.write(openDescriptor(), option, value);
    } else {
      SocketOptionNumbers.write(driver.memory, openDescriptor(), option, value);
    }
  }

  private int openDescriptor() throws IOException {
    if (!isOpen()) {
      throw new IOException("the datagram socket " + localAddress + " is closed");
    }
    return descriptor;
  }

  @Override
  public void receiveAndClose(int most) {
    for (int left = most; left > 0 && isOpen() && !shared && !paused; ) {
      int count = receive();
      left = count > 0 ? left - count : 0;
    }
    close();
  }

  @Override
  public void close() {
    if (isOpen()) {
      outgoing.close();
      driver.release(this);
    }
  }

  @Override
  void discard() {
    close();
  }

  @Override
  public String toString() {
    return (isOpen() ? "datagrams " : "closed datagrams ") + localAddress;
  }
}

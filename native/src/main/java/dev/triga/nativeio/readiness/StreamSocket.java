package dev.triga.nativeio.readiness;

import dev.triga.driver.Availability;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.OutgoingFile;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.SocketData;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.Connecting;
import dev.triga.nativeio.socket.Credentials;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.PassedDescriptors;
import dev.triga.nativeio.socket.RegularFile;
import dev.triga.nativeio.socket.SocketOptionNumbers;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamOutput;
import dev.triga.nativeio.socket.Unclaimed;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A connected or connecting stream socket: the only class of the hot path.
///
/// **Reading.** One receive per poll at most. A receive that does not fill the buffer has drained
/// the socket, so none is wasted on learning that nothing is left; what comes later is a new event.
/// Only behind the end of the stream and behind an error nothing comes later, so once either is
/// announced we receive until we have it. A Unix-domain socket also stops short where the peer has
/// sent a descriptor along, so there we receive until it says that nothing is left.
///
/// **Writing.** We send until the system takes no more, and only then ask to be told when there is
/// room. Where the poller reports edges we never withdraw that question, since a system that is not
/// asked for room does not report it: a connection costs one registration call in its life, or two
/// if it ever had to wait. Elsewhere the question is withdrawn when its answer is of no use.
final class StreamSocket extends Registration implements StreamHandle {
  private static final int ANY_INPUT =
      Readiness.READABLE | Readiness.END_OF_STREAM | Readiness.HANG_UP | Readiness.ERROR;

  private final ReadinessDriver driver;
  private final StreamAddresses addresses;
  private final StreamOutput output;
  private StreamSink sink;

  private boolean connecting;
  private boolean paused;

  /// Whether the poller has told us of input that we have not taken, and will not repeat itself.
  private boolean inputWaiting;

  /// Whether the end of the stream or an error is on its way, after which no event follows.
  private boolean endAnnounced;

  /// Whether the peer's end of the stream was received.
  private boolean inputEnded;

  /// Whether the sink waits to be told of room.
  private boolean flushPending;

  /// The descriptors that travel with the bytes, once any have.
  private @Nullable PassedDescriptors passed;

  /// What the next poll tells the sink, the descriptor being gone.
  private @Nullable CloseReason epitaph;

  /// A socket that is connected already.
  StreamSocket(int descriptor, ReadinessDriver driver, StreamAddresses addresses, StreamSink sink) {
    super(descriptor);
    this.driver = driver;
    this.addresses = addresses;
    this.output = new StreamOutput(driver.memory, driver.gatherList);
    this.sink = sink;
    this.interest =
        driver.poller.reportsEdges()
            ? Readiness.READABLE | Readiness.END_OF_STREAM | Readiness.EDGES
            : Readiness.READABLE;
  }

  /// Begins to connect.
  ///
  /// @throws dev.triga.net.BindFailure if the local address cannot be bound
  static StreamSocket connect(ReadinessDriver driver, ConnectRequest request, StreamSink sink) {
    Connecting begun = Connecting.begin(driver.memory, request, driver::descriptorTaken);
    var stream = new StreamSocket(begun.descriptor(), driver, begun.addresses(), sink);
    stream.beginConnecting();
    String obstacle = begun.outcome() < 0 ? null : driver.poller.cannotWatch(begun.descriptor());
    if (obstacle != null) {
      stream.failLater(CloseReason.of(CloseReason.Kind.UNREACHABLE, obstacle));
      return stream;
    }
    int outcome = begun.outcome() < 0 ? begun.outcome() : driver.register(stream);
    if (outcome < 0) {
      stream.failLater(NetworkErrors.notConnected(outcome));
    }
    return stream;
  }

  /// From now on this is connecting: becoming writable, or an error, decides.
  private void beginConnecting() {
    connecting = true;
    output.full(true);
    interest |= Readiness.WRITABLE;
  }

  /// Takes over a socket that is connected already.
  ///
  /// @throws IllegalArgumentException if it is not
  static void adopt(
      ReadinessDriver driver,
      int descriptor,
      StreamOptions options,
      Function<StreamHandle, @Nullable StreamSink> claim) {
    var addresses = OpenSockets.prepareConnection(driver.memory, descriptor, options);
    driver.descriptorTaken(descriptor);
    var stream = new StreamSocket(descriptor, driver, addresses, Unclaimed.SINK);
    stream.shared = true;
    stream.claimedBy(claim.apply(stream));
  }

  /// Begins to deliver a connection that stands, or closes it where nobody wants it.
  void claimedBy(@Nullable StreamSink claimed) {
    if (claimed == null) {
      close();
      return;
    }
    sink = claimed;
    if (isOpen()) {
      int outcome = driver.register(this);
      if (outcome < 0) {
        failLater(NetworkErrors.broken(outcome));
      }
    }
  }

  /// Frees the descriptor and has the next poll report why.
  void failLater(CloseReason reason) {
    release();
    epitaph = reason;
    driver.queue(this);
  }

  // Events

  @Override
  void ready(int readiness) {
    if (connecting) {
      finishConnecting();
      if (connecting || !isOpen()) {
        return;
      }
    }
    if ((readiness & ANY_INPUT) != 0) {
      inputReady(readiness);
    }
    if ((readiness & Readiness.WRITABLE) != 0 && isOpen()) {
      outputReady();
    }
  }

  @Override
  void resume() {
    if (isOpen()) {
      if (inputWaiting && !paused) {
        receive(false);
      }
      return;
    }
    CloseReason reason = epitaph;
    if (reason != null) {
      epitaph = null;
      sink.closed(reason);
    }
  }

  private void finishConnecting() {
    int error = Sockets.pendingError(driver.memory, descriptor);
    if (error != 0) {
      release();
      sink.closed(NetworkErrors.notConnected(error));
      return;
    }
    connecting = false;
    sink.connected();
  }

  private void inputReady(int readiness) {
    boolean edges = driver.poller.reportsEdges();
    endAnnounced |= edges && (readiness & ~Readiness.READABLE & ANY_INPUT) != 0;
    boolean over = (readiness & (Readiness.HANG_UP | Readiness.ERROR)) != 0;
    if (paused || inputEnded) {
      inputWaiting = edges && !inputEnded;
      if (over) {
        hungUp();
      }
      if (isOpen() && !edges) {
        askNowOrFail(interest & ~Readiness.READABLE);
      }
    } else if (!queued) {
      boolean bytesOnly = (readiness & ANY_INPUT) == Readiness.READABLE;
      receive(bytesOnly && driver.poller.tellsBytesApart());
    }
  }

  /// Finds out, without reading, whether the connection has failed or both sides have ended in
  /// order.
  private void hungUp() {
    int error = Sockets.pendingError(driver.memory, descriptor);
    if (error != 0) {
      breakOff(NetworkErrors.broken(error));
    } else if (output.failed() != null) {
      breakOff(output.failure());
    } else if (!driver.poller.reportsEdges()) {
      // This state lasts and would be reported without end.
      driver.suspend(this);
    }
  }

  /// Receives once.
  ///
  /// @param bytesOnly whether the poller has told of bytes just now, and of nothing else
  private void receive(boolean bytesOnly) {
    ReadBuffer buffer = driver.readBuffer;
    int count;
    do {
      // The system call stands here, see StreamOutput.
      if (passed != null && passed.hasReceiver()) {
        count = receivePassed(buffer);
      } else if (bytesOnly) {
        count =
            SocketData.receiveBytes(
                driver.memory.errno, descriptor, buffer.address(), ReadBuffer.CAPACITY_BYTES);
      } else {
        count =
            SocketData.receive(
                driver.memory.errno, descriptor, buffer.address(), ReadBuffer.CAPACITY_BYTES);
      }
    } while (count == -Errno.EINTR);
    if (!isOpen()) {
      // Whoever got a descriptor has closed the connection.
      return;
    }
    if (count > 0) {
      boolean more = endAnnounced || count == ReadBuffer.CAPACITY_BYTES || addresses.isUnix();
      // Before the sink is called, because it may pause and resume.
      inputWaiting = more && driver.poller.reportsEdges();
      buffer.deliver(sink, count);
      if (inputWaiting && !paused && isOpen()) {
        driver.queue(this);
      }
    } else if (count == 0) {
      endInput();
    } else if (count == -Errno.EAGAIN) {
      inputWaiting = false;
    } else {
      breakOff(NetworkErrors.broken(count));
    }
  }

  private int receivePassed(ReadBuffer buffer) {
    PassedDescriptors along = passed;
    return along == null
        ? 0
        : along.receive(descriptor, buffer.address(), ReadBuffer.CAPACITY_BYTES);
  }

  private void endInput() {
    inputWaiting = false;
    inputEnded = true;
    if (output.failed() != null) {
      // A failed send has eaten the error that the receive would have had.
      breakOff(output.failure());
      return;
    }
    if (!driver.poller.reportsEdges()) {
      askNowOrFail(interest & ~Readiness.READABLE);
    }
    if (isOpen()) {
      sink.readClosed();
    }
  }

  private void outputReady() {
    boolean wanted = output.isFull() || flushPending;
    output.full(false);
    if (flushPending) {
      flushPending = false;
      sink.writable();
    } else if (!wanted && !driver.poller.reportsEdges()) {
      askNowOrFail(interest & ~Readiness.WRITABLE);
    }
  }

  /// Changes what the poller watches for, or has it noted where the poller does not know us yet;
  /// answers with zero or a negated error number.
  private int ask(int wanted) {
    if (interest == wanted) {
      return 0;
    }
    interest = wanted;
    return driver.changeInterest(this);
  }

  /// The same; a connection of which no event could be heard any more is over.
  private void askNowOrFail(int wanted) {
    int outcome = ask(wanted);
    if (outcome < 0) {
      failLater(NetworkErrors.broken(outcome));
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
    if (!flushPending) {
      return outcome;
    }
    int asked = ask(interest | Readiness.WRITABLE);
    return asked < 0 ? output.fail(asked) : outcome;
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
    int asked = ask(interest | Readiness.WRITABLE);
    if (asked < 0) {
      var ignored = output.fail(asked);
      return -1;
    }
    return 0;
  }

  @Override
  public CloseReason failure() {
    return output.failure();
  }

  // What the transport asks for

  @Override
  public void pauseReading() {
    // The poller goes on watching: it costs a call to stop it, and most pauses end before input
    // comes.
    paused = true;
  }

  @Override
  public void resumeReading() {
    if (!paused) {
      return;
    }
    paused = false;
    if (!isOpen() || inputEnded) {
      return;
    }
    if (inputWaiting) {
      driver.queue(this);
    }
    askNowOrFail(interest | Readiness.READABLE);
  }

  @Override
  public Descriptor handOver() {
    // The poller does not know it yet.
    int given = descriptor;
    descriptor = CLOSED;
    return Descriptor.of(given);
  }

  @Override
  public void shutdownOutput() {
    if (isOpen() && !connecting) {
      Sockets.shutdown(driver.memory.errno, descriptor, SocketConstants.SHUT_WR);
    }
  }

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
    if (isOpen()) {
      if (passed != null) {
        passed.drop();
      }
      driver.release(this);
    }
  }

  @Override
  public Availability passesDescriptors() {
    return addresses.isUnix()
        ? Availability.YES
        : Availability.no("only Unix-domain connections carry descriptors, not " + this);
  }

  private PassedDescriptors passed() {
    PassedDescriptors made = passed;
    if (made == null) {
      made = new PassedDescriptors(driver.memory.errno);
      passed = made;
      output.pass(made);
    }
    return made;
  }

  @Override
  public boolean pass(Descriptor handed) {
    if (handed instanceof Descriptor.Raw raw) {
      return passed().add(raw.fd());
    }
    throw new IllegalArgumentException("native drivers pass descriptor numbers, not " + handed);
  }

  @Override
  public void receiveDescriptors(Consumer<Descriptor.Raw> receiver) {
    passed().receiver(receiver);
  }

  @Override
  public SocketAddress localAddress() {
    return addresses.local(driver.memory, descriptor);
  }

  @Override
  public SocketAddress remoteAddress() {
    return addresses.remote();
  }

  @Override
  public PeerCredentials peerCredentials() throws IOException {
    return Credentials.of(driver.memory, openDescriptor("credentials"));
  }

  @Override
  public Descriptor asDescriptor() {
    if (!isOpen()) {
      throw new IllegalStateException(this + " has no descriptor");
    }
    shared = true;
    return Descriptor.of(descriptor);
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return SocketOptionNumbers.read(driver.memory, openDescriptor(option.name()), option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    SocketOptionNumbers.write(driver.memory, openDescriptor(option.name()), option, value);
  }

  private int openDescriptor(String wanted) throws IOException {
    if (!isOpen()) {
      throw new IOException("the connection is closed, so it has no " + wanted);
    }
    return descriptor;
  }

  @Override
  public String toString() {
    return (isOpen() ? "stream " + descriptor : "closed stream") + " to " + remoteAddress();
  }
}

package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.net.DescriptorReceiver;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import dev.triga.net.PeerCredentials;
import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.ProxyHeader;
import dev.triga.net.TlsFailure;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsSession;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream connection between a driver's handle and a user's protocol: delivers what the handle
/// reports, and takes what users ask for.
///
/// What is to be sent is [Outgoing]'s business, how it all ends is [Ending]'s. Off the turn, writes
/// and ends go through the [Inbox], which the turn empties before it does anything else to the
/// transport, so that all of them have one order.
final class StreamTransport implements Transport, StreamSink {
  private final EventLoop loop;
  private final Streams streams;
  private StreamHandle handle;
  private final Ending ending;
  private final Outgoing outgoing;
  private final Connections.Link link;
  private final @Nullable StreamPort port;

  private volatile @Nullable Inbox inbox;

  /// Whether an inbox, or one that is made from now on, takes writes no more. Guarded by this.
  private boolean isSealed;

  private Protocol protocol = Unset.PROTOCOL;
  private boolean readingPaused;
  private @Nullable TlsHandle tls;
  private volatile @Nullable TlsSession session;
  private volatile @Nullable ProxyHeader proxyHeader;

  /// What came with a PROXY header and waits for reading to be resumed.
  private @Nullable ByteBuffer held;

  StreamTransport(
      EventLoop loop,
      Streams streams,
      StreamHandle handle,
      long hardCapBytes,
      @Nullable StreamPort port) {
    this.loop = loop;
    this.streams = streams;
    this.handle = handle;
    this.port = port;
    this.ending = new Ending(this, loop, handle);
    this.outgoing = new Outgoing(this, loop, handle, ending, hardCapBytes);
    this.link = streams.connections().add(this);
  }

  /// Lets the factory make the protocol and tells it that the connection stands.
  ///
  /// @return whether there is a protocol; if not, the connection is closed
  boolean open(ProtocolFactory<?> factory) {
    Protocol made;
    try {
      made = factory.open(this);
    } catch (Throwable t) {
      loop.report("protocol factory", factory, t, null);
      made = null;
    }
    if (made == null) {
      ending.refuse();
      leave();
      return false;
    }
    protocol = made;
    if (made instanceof DescriptorReceiver receiver
        && handle.passesDescriptors() instanceof Availability.Available) {
      handle.receiveDescriptors(descriptor -> deliver(receiver, descriptor));
    }
    try {
      made.connectionMade();
    } catch (Throwable t) {
      failed("connectionMade", t);
    }
    return true;
  }

  private void deliver(DescriptorReceiver receiver, Descriptor.Raw descriptor) {
    loop.enter();
    if (ending.isOpen()) {
      try {
        receiver.descriptorReceived(descriptor);
      } catch (Throwable t) {
        failed("descriptorReceived", t);
      }
    } else {
      OperatingSystem.current().close(descriptor);
    }
    loop.afterCallback();
  }

  Protocol protocol() {
    return protocol;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  // Events of the driver.

  @Override
  public void connected() {
    // A connecting handle reports to its Connection, which makes the transport afterwards.
  }

  @Override
  public void readable(ByteBuffer data) {
    loop.enter();
    if (tls != null) {
      tls.received(data);
    } else {
      tellData(data);
    }
    loop.afterCallback();
  }

  @Override
  public void readClosed() {
    loop.enter();
    if (tls != null) {
      tls.inputEnded();
    } else {
      tellReadClosed();
    }
    loop.afterCallback();
  }

  @Override
  public void writable() {
    loop.enter();
    if (tls != null) {
      tls.roomBelow();
    } else {
      outgoing.writable();
    }
    loop.afterCallback();
  }

  @Override
  public void closed(CloseReason reason) {
    loop.enter();
    if (tls != null) {
      tls.broken(reason);
    } else {
      ending.end(reason, false);
    }
    loop.afterCallback();
  }

  // TLS.

  @Override
  public Deferred<TlsSession> startTls(TlsOptions options) {
    loop.checkTurn("Transport.startTls");
    if (!ending.isOpen()) {
      throw new IllegalStateException("TLS cannot be started: the connection is ending");
    }
    var result = new Deferred<TlsSession>(loop);
    beginTls(TlsTerms.of(options, null, 0), result::succeed);
    var ignored =
        ended()
            .thenAccept(reason -> {
              if (!result.isDone()) {
                result.fail(new TlsFailure(reason));
              }
            });
    return result;
  }

  /// Puts TLS between the handle and this transport.
  ///
  /// @param secured is told when the handshake is done; a handshake that fails ends the connection
  /// @throws IllegalStateException if there is TLS already
  void beginTls(TlsTerms terms, Consumer<TlsSession> secured) {
    if (tls != null) {
      throw new IllegalStateException("TLS was started on this connection before");
    }
    emptyInbox();
    var rest = outgoing.handOver();
    if (ending.isOver()) {
      return;
    }
    var layer =
        new TlsHandle(
            loop,
            handle,
            new AboveTls(secured),
            terms,
            streams.tlsBuffers(),
            rest.out(),
            rest.isPending());
    tls = layer;
    handle = layer;
    outgoing.over(layer);
    ending.over(layer);
    if (readingPaused) {
      layer.pauseReading();
    }
    layer.begin();
  }

  @Override
  public @Nullable TlsSession tls() {
    return session;
  }

  /// This transport as TLS sees it.
  private final class AboveTls implements TlsUser {
    private final Consumer<TlsSession> toTell;

    AboveTls(Consumer<TlsSession> toTell) {
      this.toTell = toTell;
    }

    @Override
    public void secured(TlsSession agreed) {
      session = agreed;
      toTell.accept(agreed);
    }

    @Override
    public boolean isEnding() {
      return !ending.isOpen();
    }

    @Override
    public void flushNow() {
      outgoing.flushNow();
    }

    @Override
    public void readable(ByteBuffer data) {
      tellData(data);
    }

    @Override
    public void readClosed() {
      tellReadClosed();
    }

    @Override
    public void writable() {
      outgoing.writable();
    }

    @Override
    public void closed(CloseReason reason) {
      ending.end(reason, false);
    }
  }

  // A proxy.

  /// A proxy has told about this connection.
  void cameThrough(ProxyHeader told) {
    proxyHeader = told;
  }

  /// Takes what came together with a PROXY header. The protocol may have paused reading since.
  void receivedBefore(ByteBuffer data) {
    if (tls != null) {
      tls.received(data);
    } else if (readingPaused) {
      held = ByteBuffer.allocate(data.remaining()).put(data).flip().asReadOnlyBuffer();
    } else {
      tellData(data);
    }
  }

  // What the protocol hears.

  private void tellData(ByteBuffer data) {
    if (ending.isOpen()) {
      loop.countReceived(data.remaining());
      try {
        protocol.dataReceived(data);
      } catch (Throwable t) {
        failed("dataReceived", t);
      }
    }
  }

  private void tellReadClosed() {
    if (ending.inputDone()) {
      try {
        protocol.readClosed(this);
      } catch (Throwable t) {
        failed("readClosed", t);
      }
    }
  }

  /// The unsent bytes have fallen to the low mark.
  void tellWritable() {
    try {
      protocol.writable();
    } catch (Throwable t) {
      failed("writable", t);
    }
  }

  /// Reading was resumed, unless it has been paused again meanwhile.
  private void tellResumed() {
    if (ending.isOpen() && !readingPaused) {
      try {
        protocol.readingResumed();
      } catch (Throwable t) {
        failed("readingResumed", t);
      }
      var kept = held;
      if (kept != null && !readingPaused) {
        held = null;
        tellData(kept);
      }
    }
  }

  /// The connection is over.
  void tellLost(CloseReason reason) {
    outgoing.stopProducer();
    try {
      protocol.connectionLost(reason);
    } catch (Throwable t) {
      loop.report("connectionLost", protocol, t, null);
    }
    leave();
  }

  private void leave() {
    if (port != null) {
      port.connectionEnded();
    }
    link.remove();
  }

  private void failed(String callback, Throwable error) {
    loop.report(callback, protocol, error, null);
    ending.abortAfter("the protocol's " + callback, error);
  }

  // Writing.

  @Override
  public WriteOutcome write(ByteBuffer data) {
    if (!loop.isOnTurn()) {
      return inbox().write(data);
    }
    emptyInbox();
    return outgoing.accept(data);
  }

  @Override
  public WriteOutcome lend(ByteBuffer data) {
    loop.checkTurn("Transport.lend");
    emptyInbox();
    return outgoing.lend(data);
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    if (!loop.isOnTurn()) {
      return inbox().writeSequence(data);
    }
    emptyInbox();
    var outcome = isOpen() ? WriteOutcome.QUEUED : WriteOutcome.CLOSED;
    for (var piece : data) {
      outcome = outgoing.accept(piece);
    }
    return outcome;
  }

  @Override
  public Deferred<OpenFile> openFile(Path file) {
    loop.checkTurn("Transport.openFile");
    return outgoing.open(Objects.requireNonNull(file, "file"));
  }

  @Override
  public Deferred<Long> sendFile(FileRegion region) {
    loop.checkTurn("Transport.sendFile");
    emptyInbox();
    return outgoing.accept(region);
  }

  private Inbox inbox() {
    var existing = inbox;
    if (existing != null) {
      return existing;
    }
    synchronized (this) {
      var again = inbox;
      if (again == null) {
        again = new Inbox(this, loop, isSealed);
        inbox = again;
      }
      return again;
    }
  }

  /// Does what other threads have asked for so far.
  void emptyInbox() {
    var waiting = inbox;
    if (waiting != null) {
      waiting.empty();
    }
  }

  /// Likewise; and whoever writes from now on is told that it is too late. So all that was taken
  /// goes out before our side ends.
  private void sealInbox() {
    Inbox existing;
    synchronized (this) {
      isSealed = true;
      existing = inbox;
    }
    if (existing != null) {
      existing.seal();
    }
  }

  // Ending.

  @Override
  public boolean close() {
    return close(DEFAULT_CLOSE_DEADLINE);
  }

  @Override
  public boolean close(Duration deadline) {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("close deadline " + deadline + " is negative");
    }
    if (!loop.isOnTurn()) {
      return inbox().close(deadline);
    }
    sealInbox();
    return ending.beginClose(deadline);
  }

  @Override
  public boolean abort(CloseReason reason) {
    Objects.requireNonNull(reason, "reason");
    if (!loop.isOnTurn()) {
      return inbox().abort(reason);
    }
    var waiting = inbox;
    if (waiting != null && !waiting.claimAbort()) {
      waiting.empty(); // The abort of another thread, which was before this one.
      return false;
    }
    return ending.abort(reason);
  }

  @Override
  public void shutdownOutput() {
    loop.checkTurn("Transport.shutdownOutput");
    sealInbox();
    if (ending.isOpen()) {
      outgoing.endWhenSent();
    }
  }

  @Override
  public boolean isEnding() {
    return !ending.isOpen();
  }

  @Override
  public Deferred<CloseReason> ended() {
    return ending.news();
  }

  Ending ending() {
    return ending;
  }

  // Reading.

  @Override
  public void pauseReading() {
    loop.checkTurn("Transport.pauseReading");
    if (ending.isOpen() && !readingPaused) {
      readingPaused = true;
      handle.pauseReading();
    }
  }

  @Override
  public void resumeReading() {
    loop.checkTurn("Transport.resumeReading");
    if (ending.isOpen() && readingPaused) {
      readingPaused = false;
      // Before what the handle may make ready.
      loop.ready(this::tellResumed);
      handle.resumeReading();
    }
  }

  @Override
  public boolean isReadingPaused() {
    return readingPaused;
  }

  // Producer.

  @Override
  public void registerProducer(Producer registered) {
    loop.checkTurn("Transport.registerProducer");
    outgoing.register(registered);
  }

  @Override
  public void unregisterProducer() {
    loop.checkTurn("Transport.unregisterProducer");
    outgoing.unregister();
  }

  /// A producer threw.
  void producerFailed(Producer failed, Throwable error) {
    loop.report("producer", failed, error, null);
    ending.abortAfter("a producer", error);
  }

  // Questions and settings.

  @Override
  public boolean isOpen() {
    return ending.isOpen() && !outgoing.isEndWanted();
  }

  @Override
  public long unsentBytes() {
    var waiting = inbox;
    return outgoing.unsent() + (waiting == null ? 0 : waiting.bytes());
  }

  @Override
  public void watermarks(int low, int high) {
    loop.checkTurn("Transport.watermarks");
    outgoing.watermarks(low, high);
  }

  @Override
  public SocketAddress localAddress() {
    return handle.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    var header = proxyHeader;
    var told = header == null ? null : header.source();
    return told == null ? handle.remoteAddress() : told;
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return proxyHeader;
  }

  @Override
  public WriteOutcome sendDescriptor(Descriptor descriptor, ByteBuffer data) {
    loop.checkTurn("Transport.sendDescriptor");
    if (!data.hasRemaining()) {
      throw new IllegalArgumentException("a descriptor travels with at least one byte");
    }
    if (handle.passesDescriptors() instanceof Availability.Unavailable no) {
      throw new UnsupportedOperationException(no.reason());
    }
    if (!isOpen()) {
      data.position(data.limit());
      return WriteOutcome.CLOSED;
    }
    if (!handle.pass(descriptor)) {
      throw new IllegalStateException(
          StreamHandle.PASSED_DESCRIPTORS_MAX
              + " descriptors wait to be sent already; wait for Protocol.writable()");
    }
    return write(data);
  }

  @Override
  public Descriptor descriptor() {
    loop.checkTurn("Transport.descriptor");
    return handle.asDescriptor();
  }

  @Override
  public PeerCredentials peerCredentials() {
    loop.checkTurn("Transport.peerCredentials");
    try {
      return handle.peerCredentials();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer's credentials cannot be read", e);
    }
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    loop.checkTurn("Transport.option");
    try {
      return handle.option(option);
    } catch (IOException e) {
      throw new UncheckedIOException("socket option " + option + " cannot be read", e);
    }
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    loop.checkTurn("Transport.option");
    try {
      handle.option(option, value);
    } catch (IOException e) {
      throw new UncheckedIOException("socket option " + option + " cannot be set to " + value, e);
    }
  }

  @Override
  public Reactor reactor() {
    return loop;
  }

  @Override
  public String toString() {
    return "Transport["
        + localAddress()
        + " <-> "
        + remoteAddress()
        + ", "
        + ending.stage()
        + ", unsent "
        + unsentBytes()
        + "]";
  }

  /// Stands in for the protocol while the factory runs.
  private enum Unset implements Protocol {
    PROTOCOL
  }
}

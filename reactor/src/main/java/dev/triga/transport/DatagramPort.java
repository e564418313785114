package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.loop.EventLoop;
import dev.triga.loop.FlushTarget;
import dev.triga.net.CloseReason;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.SendOutcome;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A datagram socket between a driver's handle and a user's protocol.
///
/// A send goes to the handle at once, which may gather it with others until the flush at the end of
/// the pass; when the handle takes none, it is copied into the queue, and so is everything after it
/// until the queue is empty again, so that order is kept.
final class DatagramPort implements DatagramTransport, DatagramSink, FlushTarget {
  /// How many datagrams are delivered at the end: in a flood there are always more.
  private static final int LAST_DATAGRAMS_MAX = 4096;

  private final EventLoop loop;
  private final Datagrams datagrams;
  private final DatagramQueue queue;
  private final @Nullable SocketAddress remote;
  private DatagramProtocol protocol = Unset.PROTOCOL;
  private @Nullable DatagramHandle handle;
  private @Nullable SocketFile file;
  private @Nullable SocketAddress localAddress;
  private @Nullable Endpoint endpoint;
  private volatile boolean open;

  /// Whether somebody has closed it, who may be another thread that the turn has not heard yet.
  private final AtomicBoolean isClosing = new AtomicBoolean();

  private boolean flushRequested;
  private boolean owesWritable;

  DatagramPort(EventLoop loop, Datagrams datagrams, DatagramOptions options) {
    this.loop = loop;
    this.datagrams = datagrams;
    this.queue = new DatagramQueue(options.queueDatagrams());
    this.remote = options.remote();
  }

  /// Takes over an open handle, and the file that it is bound to if there is one.
  void opened(DatagramHandle bound, @Nullable SocketFile boundFile, Endpoint boundTo) {
    handle = bound;
    file = boundFile;
    localAddress = bound.localAddress();
    endpoint = boundTo;
    open = true;
    datagrams.add(this);
  }

  /// Lets the factory make the protocol and tells it that the socket is bound; closes the socket if
  /// the factory throws.
  void begin(DatagramFactory factory) {
    try {
      protocol = factory.open(this);
    } catch (Throwable t) {
      close();
      throw t;
    }
    loop.contain("started", protocol::started);
  }

  // Events of the driver.

  @Override
  public void received(ByteBuffer data, SocketAddress from) {
    loop.enter();
    try {
      protocol.datagramReceived(data, from);
    } catch (Throwable t) {
      loop.report("datagramReceived", protocol, t, null);
    }
    loop.afterCallback();
  }

  // What a send brings to light may come inside that send, and a protocol is never called inside
  // its own call: it hears of it after the current callback, or in the next pass.

  @Override
  public void refused() {
    loop.enter();
    loop.ready(() -> loop.contain("connectionRefused", protocol::connectionRefused));
  }

  @Override
  public void sendFailed(@Nullable SocketAddress to, String reason) {
    loop.enter();
    loop.ready(() -> loop.contain("sendFailed", () -> protocol.sendFailed(to, reason)));
  }

  @Override
  public void writable() {
    loop.enter();
    drain();
    loop.afterCallback();
  }

  private void drain() {
    var bound = handle;
    if (bound == null || !open) {
      return;
    }
    for (var next = queue.first(); next != null; next = queue.first()) {
      if (!bound.send(next.data(), next.to())) {
        break;
      }
      queue.removeFirst();
    }
    bound.flush();
    if (owesWritable && queue.isHalfEmpty()) {
      owesWritable = false;
      loop.contain("writable", protocol::writable);
    }
  }

  @Override
  public void closed(CloseReason reason) {
    loop.enter();
    end(reason);
    loop.afterCallback();
  }

  // Sending.

  @Override
  public SendOutcome send(ByteBuffer data, SocketAddress to) {
    loop.checkTurn("DatagramTransport.send");
    if (remote != null) {
      throw new IllegalStateException(
          "the socket " + endpoint + " is connected to " + remote + "; send without an address");
    }
    checkReceiver(to);
    return accept(data, to);
  }

  @Override
  public SendOutcome send(ByteBuffer data) {
    loop.checkTurn("DatagramTransport.send");
    if (remote == null) {
      throw new IllegalStateException(
          "the socket " + endpoint + " has no peer: say to whom, or open it with a remote address");
    }
    return accept(data, null);
  }

  private void checkReceiver(SocketAddress to) {
    var local = localAddress;
    if (!(local instanceof InetSocketAddress ours)) {
      if (to instanceof InetSocketAddress) {
        throw new IllegalArgumentException(
            "the socket " + endpoint + " cannot send to the internet address " + to);
      }
      return;
    }
    if (!(to instanceof InetSocketAddress theirs)) {
      throw new IllegalArgumentException("the socket " + endpoint + " cannot send to " + to);
    }
    if (theirs.isUnresolved()) {
      throw new IllegalArgumentException(
          "the receiver " + theirs + " is not resolved: look its name up first");
    }
    if (theirs.getAddress() instanceof Inet6Address
        && !(ours.getAddress() instanceof Inet6Address)) {
      throw new IllegalArgumentException(
          "the socket "
              + endpoint
              + " is of IPv4 and cannot send to "
              + theirs
              + ": bind it to an IPv6 address");
    }
  }

  private SendOutcome accept(ByteBuffer data, @Nullable SocketAddress to) {
    var outcome = take(data, to);
    data.position(data.limit());
    return outcome;
  }

  private SendOutcome take(ByteBuffer data, @Nullable SocketAddress to) {
    var bound = handle;
    if (!open || bound == null) {
      return SendOutcome.CLOSED;
    }
    if (data.remaining() > DATAGRAM_BYTES_MAX) {
      return SendOutcome.TOO_LARGE;
    }
    if (queue.first() == null && bound.send(data, to)) {
      requestFlush();
      return SendOutcome.QUEUED;
    }
    if (!queue.add(data, to)) {
      owesWritable = true;
      return SendOutcome.FULL;
    }
    return SendOutcome.QUEUED;
  }

  private void requestFlush() {
    if (!flushRequested) {
      flushRequested = true;
      loop.flushLater(this);
    }
  }

  @Override
  public void flushNow() {
    flushRequested = false;
    var bound = handle;
    if (open && bound != null) {
      bound.flush();
    }
  }

  // Ending.

  @Override
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  public Deferred<@Nullable Void> receiveAndClose() {
    loop.checkTurn("DatagramTransport.receiveAndClose");
    var done = new Deferred<@Nullable Void>(loop);
    // Not inside a callback, which may be reading the driver's buffer.
    loop.deliver(() -> {
      var bound = handle;
      if (open && bound != null) {
        bound.receiveAndClose(LAST_DATAGRAMS_MAX);
        end(CloseReason.DONE);
      }
      done.succeed(null);
    });
    return done;
  }

  @Override
  public boolean close() {
    boolean isFirst = open && isClosing.compareAndSet(false, true);
    if (loop.isOnTurn()) {
      // At once, also where another thread was first and the turn has not heard it yet.
      end(CloseReason.DONE);
    } else if (isFirst) {
      loop.deliver(() -> end(CloseReason.DONE));
    }
    return isFirst;
  }

  /// The one way out. The protocol hears of it after the current callback.
  boolean end(CloseReason reason) {
    var bound = handle;
    if (!open || bound == null) {
      return false;
    }
    open = false;
    bound.close();
    var owned = file;
    if (owned != null) {
      owned.release();
    }
    queue.clear();
    loop.ready(() -> {
      loop.contain("closed", () -> protocol.closed(reason));
      datagrams.remove(this);
    });
    return true;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public int queued() {
    return queue.size();
  }

  // Reading.

  @Override
  public void pauseReading() {
    loop.checkTurn("DatagramTransport.pauseReading");
    if (open) {
      requireHandle().pauseReading();
    }
  }

  @Override
  public void resumeReading() {
    loop.checkTurn("DatagramTransport.resumeReading");
    if (open) {
      requireHandle().resumeReading();
    }
  }

  // Groups, questions and settings.

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    loop.checkTurn("DatagramTransport.join");
    checkGroup(group);
    try {
      requireHandle().join(group, on, source);
    } catch (IOException e) {
      throw new UncheckedIOException(
          endpoint + " cannot join " + group + " on " + on.getName() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    loop.checkTurn("DatagramTransport.leave");
    checkGroup(group);
    try {
      requireHandle().leave(group, on, source);
    } catch (IOException e) {
      throw new UncheckedIOException(
          endpoint + " cannot leave " + group + " on " + on.getName() + ": " + e.getMessage(), e);
    }
  }

  private static void checkGroup(InetAddress group) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(
          group.getHostAddress() + " is no multicast address (224.0.0.0/4 or ff00::/8)");
    }
  }

  private DatagramHandle requireHandle() {
    var bound = handle;
    if (bound == null) {
      throw new IllegalStateException("the datagram socket was never opened");
    }
    return bound;
  }

  @Override
  public Endpoint endpoint() {
    var known = endpoint;
    if (known == null) {
      throw new IllegalStateException("the datagram socket was never opened");
    }
    return known;
  }

  @Override
  public SocketAddress localAddress() {
    var known = localAddress;
    if (known == null) {
      throw new IllegalStateException("the datagram socket was never opened");
    }
    return known;
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    loop.checkTurn("DatagramTransport.option");
    try {
      return requireHandle().option(option);
    } catch (IOException e) {
      throw new UncheckedIOException("socket option " + option + " cannot be read", e);
    }
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    loop.checkTurn("DatagramTransport.option");
    try {
      requireHandle().option(option, value);
    } catch (IOException e) {
      throw new UncheckedIOException("socket option " + option + " cannot be set to " + value, e);
    }
  }

  @Override
  public Descriptor descriptor() {
    loop.checkTurn("DatagramTransport.descriptor");
    if (!open) {
      throw new IllegalStateException("the datagram socket " + endpoint + " is closed");
    }
    return requireHandle().asDescriptor();
  }

  @Override
  public Reactor reactor() {
    return loop;
  }

  @Override
  public String toString() {
    return "Datagrams["
        + endpoint
        + (remote == null ? "" : " <-> " + remote)
        + (open ? ", " : ", closed, ")
        + queue.size()
        + " queued]";
  }

  /// Stands in for the protocol while the factory runs.
  private enum Unset implements DatagramProtocol {
    PROTOCOL
  }
}

package dev.triga.driver.nio;

import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ReadBuffer;
import dev.triga.net.BindFailures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A datagram channel.
final class NioDatagram implements DatagramHandle, NioReady {
  /// Datagrams delivered per poll, so that a flood does not starve the connections.
  private static final int DATAGRAMS_PER_POLL_MAX = 64;

  /// What was joined, as [#leave] names it.
  private record Membership(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {}

  private final NioDriver driver;
  private final DatagramChannel channel;
  private final DatagramSink sink;
  private final ReadBuffer readBuffer;
  private final SocketAddress localAddress;
  private final SelectionKey key;
  private final Map<Membership, MembershipKey> memberships = new HashMap<>();
  private boolean paused;
  private boolean full;

  private NioDatagram(NioDriver driver, DatagramChannel channel, DatagramSink sink)
      throws IOException {
    this.driver = driver;
    this.channel = channel;
    this.sink = sink;
    this.readBuffer = driver.context().readBuffer();
    this.localAddress = channel.getLocalAddress();
    this.key = driver.register(channel, SelectionKey.OP_READ, this);
  }

  static NioDatagram open(NioDriver driver, DatagramRequest request, DatagramSink sink) {
    DatagramChannel channel = null;
    try {
      channel = DatagramChannel.open(NioAddresses.family(request.local()));
      channel.configureBlocking(false);
      apply(channel, request);
      channel.bind(request.local());
      if (request.remote() != null) {
        channel.connect(request.remote());
      }
      return new NioDatagram(driver, channel, sink);
    } catch (IOException | UnsupportedOperationException e) {
      if (channel != null) {
        closeQuietly(driver, channel);
      }
      throw BindFailures.of(request.local(), e);
    }
  }

  /// Takes over a bound channel.
  ///
  /// @throws IllegalArgumentException if it is not bound, or refuses to be set up
  static NioDatagram adopt(NioDriver driver, DatagramChannel channel, DatagramSink sink) {
    try {
      if (channel.getLocalAddress() == null) {
        throw new IllegalArgumentException("channel " + channel + " is not bound");
      }
      channel.configureBlocking(false);
      return new NioDatagram(driver, channel, sink);
    } catch (IOException | IllegalBlockingModeException e) {
      throw new IllegalArgumentException("channel " + channel + " cannot be used: " + e, e);
    }
  }

  private static void apply(DatagramChannel channel, DatagramRequest request) throws IOException {
    if (request.reuseAddress()) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    }
    if (request.reusePort()) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
    if (request.broadcast()) {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
    }
    if (request.sendBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, request.sendBufferBytes());
    }
    if (request.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, request.receiveBufferBytes());
    }
  }

  private static void closeQuietly(NioDriver driver, DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      driver.context().warn("closing a datagram socket failed: " + e);
    }
  }

  @Override
  public void ready(int readyOps) {
    if ((readyOps & SelectionKey.OP_WRITE) != 0) {
      full = false;
      updateInterest();
      sink.writable();
    }
    for (int i = 0; i < DATAGRAMS_PER_POLL_MAX && channel.isOpen() && !paused; i++) {
      if (!receiveOne()) {
        return;
      }
    }
  }

  /// Delivers one datagram; false when there is none.
  private boolean receiveOne() {
    var target = readBuffer.target();
    SocketAddress from;
    try {
      from = channel.receive(target);
    } catch (PortUnreachableException e) {
      sink.refused();
      return true;
    } catch (IOException e) {
      close();
      sink.closed(NioReasons.ofBroken(e));
      return false;
    }
    if (from == null) {
      return false;
    }
    readBuffer.deliver(sink, target.position(), from);
    return true;
  }

  @Override
  public boolean send(ByteBuffer data, @Nullable SocketAddress to) {
    if (full || !channel.isOpen()) {
      return false;
    }
    int before = data.position();
    int length = data.remaining();
    try {
      int sent = to == null ? channel.write(data) : channel.send(data, to);
      data.position(before);
      if (sent == 0 && length > 0) {
        full = true;
        updateInterest();
        return false;
      }
      return true;
    } catch (PortUnreachableException e) {
      data.position(before);
      return sendAfterRefusal(data);
    } catch (IOException e) {
      data.position(before);
      sink.sendFailed(to, String.valueOf(e.getMessage()));
      return true;
    }
  }

  /// The error of an earlier datagram stood in the way of this one, and is gone now.
  private boolean sendAfterRefusal(ByteBuffer data) {
    sink.refused();
    int before = data.position();
    try {
      return channel.write(data) > 0 || data.position() == data.limit();
    } catch (IOException e) {
      sink.sendFailed(null, String.valueOf(e.getMessage()));
      return true;
    } finally {
      data.position(before);
    }
  }

  @Override
  public void flush() {
    // Every datagram has gone to the system, or was not taken.
  }

  private void updateInterest() {
    if (key.isValid()) {
      key.interestOps((paused ? 0 : SelectionKey.OP_READ) | (full ? SelectionKey.OP_WRITE : 0));
    }
  }

  @Override
  public void pauseReading() {
    paused = true;
    updateInterest();
  }

  @Override
  public void resumeReading() {
    paused = false;
    updateInterest();
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    try {
      memberships.put(
          new Membership(group, on, source),
          source == null ? channel.join(group, on) : channel.join(group, on, source));
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    var membership = memberships.remove(new Membership(group, on, source));
    if (membership == null) {
      throw new IOException("the group was not joined on " + on.getName());
    }
    membership.drop();
  }

  @Override
  public Descriptor asDescriptor() {
    return Descriptor.of(channel);
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return channel.getOption(option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    channel.setOption(option, value);
  }

  @Override
  public void receiveAndClose(int most) {
    // A channel that a selector knows stays open until the next selection, so that comes first.
    key.cancel();
    driver.forget();
    for (int i = 0; i < most && channel.isOpen() && !paused; i++) {
      if (!receiveOne()) {
        break;
      }
    }
    close();
  }

  @Override
  public void close() {
    if (channel.isOpen()) {
      driverClosed();
      driver.forget();
    }
  }

  @Override
  public void driverClosed() {
    closeQuietly(driver, channel);
  }

  @Override
  public String toString() {
    return (channel.isOpen() ? "datagrams " : "closed datagrams ") + localAddress;
  }
}

package dev.triga.testing;

import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A datagram socket of a [MemoryDriver]. Like a system's it drops what comes in while its buffer
/// is full, and a connected one learns when nobody receives at the other end.
final class MemoryDatagram implements DatagramHandle, MemoryDriver.Source {
  /// Datagrams that wait to be read at most; more are dropped.
  private static final int RECEIVE_QUEUE_MAX = 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private record Arrived(ByteBuffer data, InetSocketAddress from) {}

  private record Membership(InetAddress group, @Nullable InetAddress source) {}

  final InetSocketAddress local;
  final boolean shared;
  private final MemoryDriver driver;
  private final DatagramSink sink;
  private final @Nullable InetSocketAddress remote;
  private final Map<SocketOption<?>, Object> options = new HashMap<>();
  private boolean paused;

  // Under the lock.
  private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();
  private final Set<Membership> memberships = new HashSet<>();
  private boolean refused;
  private boolean closed;

  MemoryDatagram(MemoryDriver driver, DatagramRequest request, DatagramSink sink) {
    this.driver = driver;
    this.sink = sink;
    this.shared = request.reuseAddress() || request.reusePort();
    this.remote = request.remote() == null ? null : MemoryDriver.internet(request.remote());
    options.put(StandardSocketOptions.IP_MULTICAST_TTL, 1);
    options.put(StandardSocketOptions.IP_MULTICAST_LOOP, true);
    options.put(StandardSocketOptions.SO_BROADCAST, request.broadcast());
    options.put(StandardSocketOptions.SO_REUSEADDR, request.reuseAddress());
    driver.network.lock.lock();
    try {
      driver.host.checkDescriptors("open", request.local());
      local = driver.host.resolveDatagrams(MemoryDriver.internet(request.local()), shared);
      driver.host.datagrams.add(this);
    } finally {
      driver.network.lock.unlock();
    }
  }

  boolean hasJoined(InetAddress group, InetAddress from) {
    return memberships.contains(new Membership(group, null))
        || memberships.contains(new Membership(group, from));
  }

  private void arrive(ByteBuffer data, InetSocketAddress from) {
    boolean wanted = remote == null || remote.equals(from);
    if (!closed && wanted && arrived.size() < RECEIVE_QUEUE_MAX) {
      arrived.add(new Arrived(data, from));
      driver.markReady(this);
    }
  }

  @Override
  public void dispatch() {
    // No more than there were at the beginning, so that a flood cannot keep the poll from ending.
    int most = (int) driver.network.lockedLong(arrived::size);
    if (driver.network.lockedLong(() -> refused ? 1 : 0) == 1) {
      driver.network.locked(() -> refused = false);
      sink.refused();
    }
    for (int i = 0; i < most && !closed && !paused; i++) {
      var next = take();
      if (next == null) {
        return;
      }
      var target = driver.context.readBuffer().target();
      target.put(next.data.duplicate());
      driver.context.readBuffer().deliver(sink, next.data.capacity(), next.from);
    }
  }

  private @Nullable Arrived take() {
    driver.network.lock.lock();
    try {
      return arrived.poll();
    } finally {
      driver.network.lock.unlock();
    }
  }

  @Override
  public boolean hasNews() {
    return !closed && (refused || (!paused && !arrived.isEmpty()));
  }

  @Override
  public boolean send(ByteBuffer data, @Nullable SocketAddress to) {
    if (closed) {
      return false;
    }
    var receiver = to == null ? Objects.requireNonNull(remote) : MemoryDriver.internet(to);
    int length = data.remaining();
    var copy = ByteBuffer.allocate(length).put(0, data, data.position(), length);
    driver.network.locked(() -> {
      var topology = driver.network.topology();
      for (var host : topology.reached(driver.host, receiver.getAddress())) {
        topology.carry(driver.host, host, copy, come -> deliver(come, host, receiver));
      }
    });
    return true;
  }

  /// At the other end; a connected sender hears that nobody is there.
  private void deliver(ByteBuffer data, MemoryHost host, InetSocketAddress receiver) {
    var from = sender(receiver);
    var receivers = host.datagrams.receivers(receiver, from);
    receivers.forEach(each -> each.arrive(data, from));
    if (receivers.isEmpty() && remote != null && !receiver.getAddress().isMulticastAddress()) {
      driver.network.topology().carry(host, driver.host, NOTHING, _ -> refuse());
    }
  }

  private void refuse() {
    if (!closed) {
      refused = true;
      driver.markReady(this);
    }
  }

  /// A socket on all interfaces sends from the one that leads to the receiver.
  private InetSocketAddress sender(InetSocketAddress receiver) {
    if (!local.getAddress().isAnyLocalAddress()) {
      return local;
    }
    boolean isToAGroup = driver.host.address == null && receiver.getAddress().isMulticastAddress();
    return new InetSocketAddress(
        isToAGroup
            ? InetAddress.getLoopbackAddress()
            : driver.host.sourceFor(receiver.getAddress()),
        local.getPort());
  }

  @Override
  public void flush() {
    // Everything is on its way already.
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    driver.network.locked(() -> {
      if (hasNews()) {
        driver.markReady(this);
      }
    });
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    driver.network.locked(() -> memberships.add(new Membership(group, source)));
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    var was = new Membership(group, source);
    if (driver.network.lockedLong(() -> memberships.remove(was) ? 1 : 0) == 0) {
      throw new IOException("the group was not joined on " + on.getName());
    }
  }

  @Override
  public SocketAddress localAddress() {
    return local;
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    var value = options.get(option);
    if (value == null) {
      throw new UnsupportedOperationException(
          "the memory driver does not know the socket option " + option.name());
    }
    return option.type().cast(value);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    options.put(option, value);
  }

  @Override
  public void vanish() {
    closed = true;
    arrived.clear();
    driver.host.datagrams.remove(this);
  }

  @Override
  public void receiveAndClose(int most) {
    dispatch();
    close();
  }

  @Override
  public void close() {
    driver.forget(this);
    driver.network.locked(this::vanish);
  }
}

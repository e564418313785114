package dev.triga.testing;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Availability;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.net.BindFailure;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/// A driver on a [MemoryNetwork]. Handles that may have something to report stand in a queue, in
/// the order in which it happened to them, so that runs repeat exactly.
final class MemoryDriver implements Driver {
  private static final String NO_DESCRIPTORS =
      "the memory driver has no descriptors of the operating system to watch";

  private static final Duration LONGEST_LOOK = Duration.ofDays(100_000);

  /// A handle that can report something in a poll.
  interface Source {
    /// Reports what there is; called on the turn, without the lock.
    void dispatch();

    /// Whether something is left to report; called under the lock.
    boolean hasNews();

    /// Closes the handle without telling its sink; called on the turn, without the lock.
    void close();

    /// Ends it without telling anybody, nor the network. On the turn or where there is none.
    void vanish();
  }

  final MemoryNetwork network;
  final MemoryHost host;
  final DriverContext context;
  private final MemorySleep sleep;
  private final Set<Source> open = new LinkedHashSet<>();

  // Under the lock.
  private final ArrayDeque<Source> ready = new ArrayDeque<>();
  private final Set<Source> queued = new LinkedHashSet<>();
  private boolean closed;

  MemoryDriver(MemoryNetwork network, MemoryHost host, DriverContext context) {
    this.network = network;
    this.host = host;
    this.context = context;
    this.sleep = new MemorySleep(network, context.clock(), ready::isEmpty);
    network.locked(() -> network.drivers.add(this));
  }

  @Override
  public String name() {
    return "memory";
  }

  MemorySleep sleep() {
    return sleep;
  }

  @Override
  public void poll(long timeoutNanos) {
    var batch = new ArrayList<Source>();
    network.locked(() -> {
      if (!closed) {
        sleep.sleep(timeoutNanos);
        batch.addAll(ready);
        ready.clear();
        queued.clear();
      }
    });
    for (var source : batch) {
      source.dispatch();
      network.locked(() -> {
        if (source.hasNews()) {
          markReady(source);
        }
      });
    }
  }

  /// Has the source dispatched in the next poll. Under the lock.
  void markReady(Source source) {
    if (!closed && queued.add(source)) {
      ready.add(source);
      sleep.call();
    }
  }

  @Override
  public void wakeup() {
    network.locked(sleep::wake);
  }

  @Override
  public ListenerHandle listen(ListenRequest request, AcceptSink sink) {
    var listener = new MemoryListener(this, request, sink);
    open.add(listener);
    return listener;
  }

  @Override
  public StreamHandle connect(ConnectRequest request, StreamSink sink) {
    var stream = MemoryStream.connecting(this, request, sink);
    open.add(stream);
    return stream;
  }

  void opened(Source source) {
    open.add(source);
  }

  void forget(Source source) {
    open.remove(source);
  }

  @Override
  public Availability watchable(Descriptor descriptor) {
    return Availability.no(NO_DESCRIPTORS);
  }

  @Override
  public WatchHandle watch(Descriptor descriptor, WatchSink sink) {
    throw new IllegalArgumentException("cannot watch " + descriptor + ": " + NO_DESCRIPTORS);
  }

  @Override
  public void close() {
    for (var source : new ArrayList<>(open)) {
      source.close();
    }
    network.locked(() -> {
      closed = true;
      ready.clear();
      queued.clear();
      network.drivers.remove(this);
      sleep.close();
    });
  }

  /// Makes one pass without waiting and tells how long the reactor would have waited: 0 when it had
  /// something to do, negative for without limit.
  long passOf(Reactor reactor) {
    network.locked(sleep::beginProbe);
    reactor.iterate(LONGEST_LOOK);
    return network.lockedLong(sleep::endProbe);
  }

  /// Ends everything at once, as a machine does that loses its power.
  void vanish() {
    network.locked(() -> {
      open.forEach(Source::vanish);
      open.clear();
      closed = true;
      ready.clear();
      queued.clear();
      network.drivers.remove(this);
      sleep.close();
    });
  }

  @Override
  public Availability supports(SocketAddress address) {
    return address instanceof InetSocketAddress
        ? Availability.YES
        : Availability.no("the memory driver knows internet addresses only, not " + address);
  }

  @Override
  public Availability supportsDatagrams(SocketAddress address) {
    return supports(address);
  }

  @Override
  public DatagramHandle openDatagram(DatagramRequest request, DatagramSink sink) {
    var socket = new MemoryDatagram(this, request, sink);
    open.add(socket);
    return socket;
  }

  static InetSocketAddress internet(SocketAddress address) {
    if (address instanceof InetSocketAddress internet) {
      return internet;
    }
    throw new BindFailure("the memory driver knows internet addresses only, not " + address);
  }
}

package dev.triga.testing;

import dev.triga.driver.DriverProvider;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A network that exists only in memory: reactors on it listen and connect as on a real one, with
/// ordinary addresses, but without sockets. Any number of reactors, on any threads, and raw
/// [MemoryPeer]s share one network. Any thread.
///
/// Everything that nobody listens on is refused. What is set here holds for connections made later.
public final class MemoryNetwork {
  /// How many bytes a direction of a connection holds unless [#windowBytes] says otherwise.
  public static final int DEFAULT_WINDOW_BYTES = 64 * 1024;

  final ReentrantLock lock = new ReentrantLock();
  final List<MemoryDriver> drivers = new ArrayList<>();
  private final VirtualClock clock;
  private final MemoryTopology topology;
  private final Set<InetAddress> silent = new HashSet<>();
  private final Set<InetAddress> unreachable = new HashSet<>();
  private @Nullable String whyNoListening;
  private int windowBytes = DEFAULT_WINDOW_BYTES;
  private int segmentBytes = Integer.MAX_VALUE;

  /// An empty network whose reactors live by `clock`.
  public MemoryNetwork(VirtualClock clock) {
    this(clock, MemoryTopology.singleHost());
  }

  MemoryNetwork(VirtualClock clock, MemoryTopology topology) {
    this.clock = clock;
    this.topology = topology;
  }

  /// The clock of this network's reactors.
  public VirtualClock clock() {
    return clock;
  }

  /// A provider of drivers named `memory` that are connected to this network.
  public DriverProvider driver() {
    return driver(topology.outside());
  }

  DriverProvider driver(MemoryHost host) {
    return new MemoryDriverProvider(this, host);
  }

  MemoryTopology topology() {
    return topology;
  }

  /// Sets how many bytes a direction of a connection holds before the writer has to wait.
  ///
  /// @throws IllegalArgumentException if `bytes` is less than 1
  public void windowBytes(int bytes) {
    windowBytes = positive("window", bytes);
  }

  /// Sets how many bytes one read or write moves at most, so that everything arrives in pieces.
  ///
  /// @throws IllegalArgumentException if `bytes` is less than 1
  public void segmentBytes(int bytes) {
    segmentBytes = positive("segment", bytes);
  }

  private int positive(String what, int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a " + what + " of " + bytes + " bytes is less than 1");
    }
    return bytes;
  }

  /// Lets connection attempts to `host` go unanswered.
  public void silent(InetAddress host) {
    locked(() -> silent.add(host));
  }

  /// Lets connection attempts to `host` fail as unreachable.
  public void unreachable(InetAddress host) {
    locked(() -> unreachable.add(host));
  }

  /// Lets every attempt to listen fail with this reason, or succeed again with null.
  public void refuseListening(@Nullable String reason) {
    locked(() -> whyNoListening = reason);
  }

  /// Connects a raw peer, as a foreign client would.
  ///
  /// @throws java.io.UncheckedIOException if nobody listens there or the backlog is full
  public MemoryPeer connect(InetSocketAddress remote) {
    return MemoryPeer.connect(this, remote);
  }

  /// Listens without a reactor, as a foreign server would.
  ///
  /// @throws dev.triga.net.BindFailure if the address is taken
  public MemoryPort listen(InetSocketAddress address, int backlog) {
    return new MemoryPort(this, address, backlog);
  }

  // For drivers and peers, under the lock.

  MemoryBacklog bind(MemoryHost host, InetSocketAddress address, int backlog, boolean reusePort) {
    var reason = whyNoListening;
    if (reason != null) {
      throw new BindFailure("cannot listen on " + address + ": " + reason);
    }
    var made = new MemoryBacklog(this, host, host.resolve(address, reusePort), backlog, reusePort);
    host.ports.add(made);
    return made;
  }

  void unbind(MemoryBacklog backlog) {
    backlog.host.ports.remove(backlog);
    backlog.close();
  }

  void begin(MemoryAttempt attempt) {
    var address = attempt.remote.getAddress();
    var host =
        address == null || unreachable.contains(address)
            ? null
            : topology.route(attempt.from, address);
    if (host == null) {
      attempt.failed(
          CloseReason.of(
              CloseReason.Kind.UNREACHABLE, "no way leads to " + attempt.remote.getHostString()));
    } else if (!silent.contains(address)) {
      attempt.departs(topology.lane(attempt.from, host), topology.lane(host, attempt.from));
      attempt.out().send(MemoryLane.Message.CONNECT, 0, () -> arrives(attempt, host));
    }
  }

  private static void arrives(MemoryAttempt attempt, MemoryHost host) {
    if (attempt.isGivenUp()) {
      return;
    }
    var backlog = host.ports.find(attempt.remote);
    if (backlog == null || host.refusing) {
      attempt.refuse();
    } else {
      backlog.offer(attempt);
    }
  }

  MemorySocket socketPair(MemoryAttempt attempt, MemoryHost host) {
    var client =
        MemorySocket.pair(
            new MemorySocket.Place(attempt.local, segments(attempt.from), attempt.out()),
            new MemorySocket.Place(attempt.remote, segments(host), attempt.back()),
            windowBytes);
    topology.made(client, attempt.from, host);
    return client;
  }

  private IntSupplier segments(MemoryHost host) {
    var own = host.segments;
    int fixed = segmentBytes;
    return own != null ? own : () -> fixed;
  }

  List<MemoryDriver> openDrivers() {
    lock.lock();
    try {
      return new ArrayList<>(drivers);
    } finally {
      lock.unlock();
    }
  }

  long lockedLong(LongSupplier question) {
    lock.lock();
    try {
      return question.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}

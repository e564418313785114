package dev.triga.testing;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The machines of a simulation and the links between them. Under the lock of its [MemoryNetwork].
final class SimulatedNetwork implements MemoryTopology {
  /// What the network needs of the simulation.
  interface Home {
    /// The virtual time in nanoseconds.
    long now();

    /// What is to happen.
    Agenda agenda();

    /// Adds a line to the trace.
    void trace(String who, String what, long number);
  }

  private record Ends(Machine from, Machine to) {}

  private record Connection(MemorySocket client, MemorySocket server, Machine from, Machine to) {
    boolean isOver() {
      return client.isClosed() && server.isClosed();
    }

    boolean isBetween(Machine a, Machine b) {
      return (from == a && to == b) || (from == b && to == a);
    }
  }

  private final Home home;
  private final RandomGenerator random;
  private final MemoryNetwork memory;
  private final Map<InetAddress, Machine> machines = new LinkedHashMap<>();
  private final Map<Ends, SimulatedLink> links = new LinkedHashMap<>();
  private List<Connection> connections = new ArrayList<>();
  private int pruneAt = 64;
  private @Nullable Machine outside;
  private Latency latency;
  private double lost;
  private double twice;
  private double damaged;

  SimulatedNetwork(Home home, VirtualClock clock, RandomGenerator random, Latency latency) {
    this.home = home;
    this.random = random;
    this.latency = latency;
    this.memory = new MemoryNetwork(clock, this);
  }

  MemoryNetwork memory() {
    return memory;
  }

  long now() {
    return home.now();
  }

  Agenda agenda() {
    return home.agenda();
  }

  RandomGenerator random() {
    return random;
  }

  void trace(String who, String what, long number) {
    home.trace(who, what, number);
  }

  void locked(Runnable change) {
    memory.locked(change);
  }

  void add(Machine machine) {
    machines.put(Objects.requireNonNull(machine.address), machine);
  }

  @Nullable Machine named(String name) {
    for (var machine : machines.values()) {
      if (machine.name.equals(name)) {
        return machine;
      }
    }
    return null;
  }

  SimulatedLink link(Machine from, Machine to) {
    return links.computeIfAbsent(
        new Ends(from, to), ends -> new SimulatedLink(this, from, to, latency));
  }

  /// Sets the latency of all links, those to come too.
  void latency(Latency latency) {
    this.latency = latency;
    links.values().forEach(link -> link.latency = latency);
  }

  /// Sets which share of the datagrams between machines is lost.
  void loseDatagrams(double share) {
    lost = share;
  }

  /// Sets which share of the datagrams between machines comes twice.
  void repeatDatagrams(double share) {
    twice = share;
  }

  /// Sets which share of the datagrams between machines comes damaged.
  void damageDatagrams(double share) {
    damaged = share;
  }

  List<SimulatedLink> linksOf(Machine machine) {
    return links.values().stream()
        .filter(link -> link.from == machine || link.to == machine)
        .toList();
  }

  void heal() {
    List.copyOf(links.values()).forEach(SimulatedLink::heal);
  }

  /// Resets every connection between two machines, as a box in the middle may.
  void reset(Machine a, Machine b) {
    for (var connection : List.copyOf(connections)) {
      if (connection.isBetween(a, b)) {
        connection.client.cut();
        connection.server.cut();
      }
    }
  }

  @Override
  public @Nullable MemoryHost route(MemoryHost from, InetAddress to) {
    return to.isLoopbackAddress() ? from : machines.get(to);
  }

  @Override
  public MemoryLane lane(MemoryHost from, MemoryHost to) {
    return from == to
        ? new SimulatedLane(loop((Machine) from))
        : new SimulatedLane(link((Machine) from, (Machine) to));
  }

  @Override
  public List<Machine> reached(MemoryHost from, InetAddress to) {
    if (to.isMulticastAddress()) {
      return List.copyOf(machines.values());
    }
    return route(from, to) instanceof Machine machine ? List.of(machine) : List.of();
  }

  @Override
  public void carry(MemoryHost from, MemoryHost to, ByteBuffer data, Consumer<ByteBuffer> arrival) {
    int bytes = data.capacity();
    if (from == to) {
      loop((Machine) from).datagrams.inOrder(bytes, () -> arrival.accept(data));
      return;
    }
    var way = link((Machine) from, (Machine) to).datagrams;
    if (happens(lost)) {
      way.lose(bytes);
      return;
    }
    var come = bytes > 0 && happens(damaged) ? way.damage(data) : data;
    way.anyhow(bytes, () -> arrival.accept(come));
    if (happens(twice)) {
      way.anyhow(bytes, () -> arrival.accept(come));
    }
  }

  /// Draws nothing when nothing can happen, so that other draws stay what they were.
  private boolean happens(double share) {
    return share > 0 && random.nextDouble() < share;
  }

  /// Within a machine nothing takes time, but it still happens later.
  private SimulatedLink loop(Machine machine) {
    return links.computeIfAbsent(
        new Ends(machine, machine), ends -> new SimulatedLink(this, machine, machine, random -> 0));
  }

  @Override
  public void made(MemorySocket client, MemoryHost from, MemoryHost to) {
    var one = (Machine) from;
    var other = (Machine) to;
    client.hasRead = count -> one.hasRead(client, count);
    client.peer().hasRead = count -> other.hasRead(client.peer(), count);
    if (connections.size() >= pruneAt) {
      connections = new ArrayList<>(connections.stream().filter(c -> !c.isOver()).toList());
      pruneAt = Math.max(64, 2 * connections.size());
    }
    connections.add(new Connection(client, client.peer(), one, other));
  }

  /// Says where raw peers are; in a simulation there are none.
  void outside(Machine machine) {
    outside = machine;
  }

  @Override
  public MemoryHost outside() {
    var place = outside;
    if (place != null) {
      return place;
    }
    throw new IllegalStateException(
        "a simulation has no outside: make a host for what connects from there");
  }

  @Override
  public boolean isDirect() {
    return false;
  }
}

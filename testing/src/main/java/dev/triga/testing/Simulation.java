package dev.triga.testing;

import dev.triga.reactor.CallbackFailure;
import dev.triga.reactor.ReactorBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Several hosts, a network with faults and a clock, all in one thread, and everything that chance
/// decides decided by one seed: the same seed and the same program give the same run, step for
/// step, in every JVM. The programs are the real ones: protocols, services and timers on reactors.
///
/// ```java
/// try (var sim = Simulation.withSeed(42)) {
///   var server = sim.host("server", r -> r.listen(Endpoint.parse("tcp:7000"), Echo::new));
///   var client = sim.host("client", r -> new Pinger(r, server.tcp(7000)).start());
///   sim.partition(server, client, Duration.ofSeconds(30));
///   sim.runFor(Duration.ofMinutes(5)); // milliseconds of real time
///   assertTrue(client.value().answers() > 0);
/// }
/// ```
///
/// **What a program may not do**, because the simulation cannot see it: ask for the wall clock,
/// start threads, iterate over hash tables of objects without a hash code of their own, draw from a
/// random source that is not [dev.triga.reactor.Reactor#random()] or [#random()].
///
/// **Failures.** When a callback fails without anybody to handle it, when an
/// [invariant][#invariant] does not hold, or when work never ends, the run ends with a
/// [SimulationFailure].
///
/// For one thread.
public final class Simulation implements AutoCloseable {
  /// How many steps may be taken at one moment of virtual time before the run fails.
  public static final int STEPS_AT_ONCE_MAX = 100_000;

  /// The moment at which the wall clocks of all hosts begin.
  public static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  private static final int HOSTS_PER_SUBNET = 250;
  private static final int TRACE_LINES_SHOWN = 20;

  private record Invariant(String name, BooleanSupplier holds) {}

  private final long seed;
  private final VirtualClock clock = VirtualClock.manual();
  private final SimulationTrace trace = new SimulationTrace();
  private final RandomGenerator networkRandom;
  private final RandomGenerator pace;
  private final RandomGenerator random;
  private final Agenda agenda;
  private final SimulatedNetwork network;
  private final SimulatedDns dns = new SimulatedDns(this);
  private final List<SimulatedHost<?>> hosts = new ArrayList<>();
  private final List<Invariant> invariants = new ArrayList<>();
  private Latency reaction = Latency.uniform(Duration.ZERO, Duration.ofNanos(20_000));
  private Latency work = Latency.uniform(Duration.ofNanos(100_000), Duration.ofMillis(10));
  private boolean debug = Boolean.getBoolean(ReactorBuilder.DEBUG_PROPERTY);
  private @Nullable SimulationFailure failure;
  private long steps;
  private int stepsAtOnce;

  private Simulation(long seed) {
    this.seed = seed;
    networkRandom = randomOf("network");
    pace = randomOf("pace");
    random = randomOf("user");
    agenda = new Agenda(randomOf("agenda"));
    network =
        new SimulatedNetwork(
            new SimulatedNetwork.Home() {
              @Override
              public long now() {
                return clock.nanoTime();
              }

              @Override
              public Agenda agenda() {
                return agenda;
              }

              @Override
              public void trace(String who, String what, long number) {
                Simulation.this.trace(who, what, number);
              }
            },
            clock,
            networkRandom,
            Latency.uniform(Duration.ofNanos(200_000), Duration.ofMillis(2)));
  }

  /// A simulation without hosts, in which the seed decides what chance would.
  public static Simulation withSeed(long seed) {
    return new Simulation(seed);
  }

  /// As [#withSeed(long)].
  public static Simulation with(Seed seed) {
    return new Simulation(seed.value());
  }

  // Hosts.

  /// Makes a host and starts a program on it.
  ///
  /// @param name unlike that of any other; it is the host name for others
  /// @throws SimulationFailure if the program cannot start
  public <T extends @Nullable Object> SimulatedHost<T> host(String name, HostProgram<T> program) {
    return host(name, settings -> settings, program);
  }

  /// Makes a host whose reactor has settings of its own.
  ///
  /// @throws SimulationFailure if the program cannot start
  public <T extends @Nullable Object> SimulatedHost<T> host(
      String name, UnaryOperator<ReactorBuilder> settings, HostProgram<T> program) {
    if (network.named(name) != null) {
      throw new IllegalArgumentException("there is a host '" + name + "' already");
    }
    var machine = new Machine(this, network, name, nextAddress(), settings, program);
    var host = new SimulatedHost<T>(this, machine);
    hosts.add(host);
    network.add(machine);
    boot(machine);
    return host;
  }

  private InetAddress nextAddress() {
    int number = hosts.size();
    byte[] address = {
      10, 0, (byte) (number / HOSTS_PER_SUBNET), (byte) (number % HOSTS_PER_SUBNET + 1)
    };
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 octets", e);
    }
  }

  void boot(Machine machine) {
    try {
      machine.boot();
    } catch (Exception e) {
      throw failure("host '" + machine.name + "' cannot start: " + e, e);
    }
  }

  /// Whether the reactors of hosts started later are in debug mode, which costs time and changes
  /// nothing of what happens; as the system property `triga.debug` says by default, and on in a
  /// [TrigaTest].
  public void debug(boolean debug) {
    this.debug = debug;
  }

  boolean isDebug() {
    return debug;
  }

  /// The hosts, in the order in which they were made.
  public List<SimulatedHost<?>> hosts() {
    return List.copyOf(hosts);
  }

  // The network.

  /// How long a message takes from host to host, from now on; 0.2 to 2 ms by default.
  public void latency(Latency latency) {
    network.latency(latency);
  }

  /// How long a message takes between two hosts, in both directions.
  public void latency(SimulatedHost<?> a, SimulatedHost<?> b, Latency latency) {
    network.link(a.machine(), b.machine()).latency = latency;
    network.link(b.machine(), a.machine()).latency = latency;
  }

  /// How long after an event a host takes to react to it; up to 20 µs by default.
  public void reaction(Latency reaction) {
    this.reaction = reaction;
  }

  /// How long a call in a thread takes; 0.1 to 10 ms by default. It runs as one step, between those
  /// of the reactors.
  public void work(Latency work) {
    this.work = work;
  }

  /// Has every read and write of all hosts move from `least` to `most` bytes at most, drawn anew
  /// each time.
  ///
  /// @throws IllegalArgumentException unless `1 <= least <= most`
  public void pieces(int least, int most) {
    hosts.forEach(host -> host.pieces(least, most));
  }

  /// How many bytes a direction of a connection holds before the writer has to wait, for
  /// connections made later; 64 KiB by default.
  public void windowBytes(int bytes) {
    network.memory().windowBytes(bytes);
  }

  /// Loses such a share of the datagrams between hosts, as networks do with those whose checksum is
  /// wrong; none by default.
  ///
  /// @throws IllegalArgumentException unless it is from 0 to 1
  public void loseDatagrams(double share) {
    network.loseDatagrams(checkShare(share));
  }

  /// Delivers such a share of the datagrams between hosts twice; none by default.
  ///
  /// @throws IllegalArgumentException unless it is from 0 to 1
  public void repeatDatagrams(double share) {
    network.repeatDatagrams(checkShare(share));
  }

  /// Changes a byte in such a share of the datagrams between hosts, so that they come damaged, as
  /// they do where the checksum was off or computed anew on the way; none by default.
  ///
  /// @throws IllegalArgumentException unless it is from 0 to 1
  public void damageDatagrams(double share) {
    network.damageDatagrams(checkShare(share));
  }

  private static double checkShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share + " is not from 0 to 1");
    }
    return share;
  }

  /// Cuts two hosts off from each other: what they send is lost, and sent again afterwards, but for
  /// datagrams.
  public void partition(SimulatedHost<?> a, SimulatedHost<?> b, Duration time) {
    partitionOneWay(a, b, time);
    partitionOneWay(b, a, time);
  }

  /// Loses what one host sends to another, and not the other way round.
  public void partitionOneWay(SimulatedHost<?> from, SimulatedHost<?> to, Duration time) {
    close(from, to, time, true);
  }

  /// Holds up what one host sends to another, without losing it: it arrives all at once afterwards.
  public void clog(SimulatedHost<?> from, SimulatedHost<?> to, Duration time) {
    close(from, to, time, false);
  }

  private void close(SimulatedHost<?> from, SimulatedHost<?> to, Duration time, boolean lost) {
    var link = network.link(from.machine(), to.machine());
    trace(link.name, lost ? "is cut for ns" : "is clogged for ns", time.toNanos());
    long until = VirtualClock.saturatedSum(nanos(), time.toNanos());
    network.locked(() -> link.close(until, lost));
  }

  /// Ends all partitions and clogs.
  public void heal() {
    trace("network", "heals", -1);
    network.locked(network::heal);
  }

  /// Resets every connection between two hosts.
  public void reset(SimulatedHost<?> a, SimulatedHost<?> b) {
    trace(a.name() + "-" + b.name(), "is reset", -1);
    network.locked(() -> network.reset(a.machine(), b.machine()));
  }

  /// Breaks things at random for so long, one every few seconds, each for some seconds up to a
  /// minute; then mends everything and starts every host that is down.
  public void chaos(Duration time) {
    chaos(EnumSet.allOf(Fault.class), time);
  }

  /// Breaks things of these kinds at random for so long.
  ///
  /// @throws IllegalArgumentException if there are none
  public void chaos(Set<Fault> faults, Duration time) {
    Chaos.begin(this, faults, time);
  }

  /// The name service, and its faults.
  public SimulatedDns dns() {
    return dns;
  }

  // Running.

  /// Has something done by the simulation itself, on no host's turn, after a time.
  public void after(Duration delay, Runnable action) {
    var ignored = agenda.at(VirtualClock.saturatedSum(nanos(), delay.toNanos()), action);
  }

  /// Has a condition checked after each step.
  ///
  /// @param name what holds, for the message when it does not
  public void invariant(String name, BooleanSupplier holds) {
    invariants.add(new Invariant(name, holds));
  }

  /// Lets so much virtual time pass.
  ///
  /// @throws SimulationFailure if something goes wrong
  public void runFor(Duration time) {
    long end = VirtualClock.saturatedSum(nanos(), time.toNanos());
    while (step(end)) {
      // One step at a time.
    }
    clock.set(end);
  }

  /// Lets time pass until something has come true.
  ///
  /// @param what it is, for the message when it does not
  /// @throws SimulationFailure if it has not after `limit`, or something goes wrong
  public void runUntil(String what, Duration limit, BooleanSupplier condition) {
    long end = VirtualClock.saturatedSum(nanos(), limit.toNanos());
    while (!condition.getAsBoolean()) {
      if (!step(end)) {
        throw failure("waited " + limit + " in vain: " + what, null);
      }
    }
  }

  private boolean step(long end) {
    throwFailure();
    var entry = agenda.next(end);
    if (entry == null) {
      return false;
    }
    if (entry.at > nanos()) {
      stepsAtOnce = 0;
      clock.set(entry.at);
    } else if (++stepsAtOnce > STEPS_AT_ONCE_MAX) {
      throw failure(
          STEPS_AT_ONCE_MAX + " steps and time has not moved: something keeps itself busy", null);
    }
    steps++;
    try {
      entry.run();
    } catch (SimulationFailure e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      throw failure("an action of the simulation failed: " + e, e);
    }
    throwFailure();
    for (var invariant : invariants) {
      if (!invariant.holds.getAsBoolean()) {
        throw failure("the invariant '" + invariant.name + "' does not hold", null);
      }
    }
    return true;
  }

  private void throwFailure() {
    var failed = failure;
    if (failed != null) {
      failure = null;
      throw failed;
    }
  }

  private SimulationFailure failure(String what, @Nullable Throwable cause) {
    return new SimulationFailure(
        what
            + "\nat "
            + now()
            + ", step "
            + steps
            + ", seed "
            + seed
            + "; the last lines of the trace:\n  "
            + String.join("\n  ", trace.last(TRACE_LINES_SHOWN)),
        seed,
        cause);
  }

  /// Something on a host failed and nobody handled it.
  void failed(String host, CallbackFailure failed) {
    trace(host, "fails: " + failed.error(), -1);
    if (failure == null) {
      failure = failure("host '" + host + "': " + failed, failed.error());
    }
  }

  // About.

  /// The seed.
  public long seed() {
    return seed;
  }

  /// The virtual time since the beginning.
  public Duration now() {
    return clock.now();
  }

  /// How many steps were made.
  public long steps() {
    return steps;
  }

  /// A source of chance for the test itself; it follows from the seed, and drawing from it changes
  /// nothing else.
  public RandomGenerator random() {
    return random;
  }

  /// A generator that begins at the seed.
  public Gen gen() {
    return new Gen(new Seed(seed));
  }

  /// Adds a line of the test's own to the trace.
  public void note(String text) {
    trace("note", text, -1);
  }

  /// What has happened.
  public SimulationTrace trace() {
    return trace;
  }

  /// Ends everything at once: the programs hear nothing of it. Idempotent.
  @Override
  public void close() {
    for (var host : hosts) {
      host.machine().crash();
    }
  }

  @Override
  public String toString() {
    return "simulation of " + hosts + " with seed " + seed + " at " + now();
  }

  // For the parts.

  void trace(String who, String what, long number) {
    trace.add(nanos(), who, what, number);
  }

  long nanos() {
    return clock.nanoTime();
  }

  Instant wallTime() {
    return BEGINNING.plusNanos(nanos());
  }

  long reactionNanos() {
    return reaction.sampleNanos(pace);
  }

  long workNanos() {
    return work.sampleNanos(pace);
  }

  RandomGenerator networkRandom() {
    return networkRandom;
  }

  /// A source of chance for one purpose, so that what one draws does not move the others.
  RandomGenerator randomOf(String purpose) {
    long h = seed;
    for (int i = 0; i < purpose.length(); i++) {
      h = (h ^ purpose.charAt(i)) * 0x9E3779B97F4A7C15L;
    }
    return new SplittableRandom(h);
  }

  Agenda agenda() {
    return agenda;
  }

  SimulatedNetwork network() {
    return network;
  }
}

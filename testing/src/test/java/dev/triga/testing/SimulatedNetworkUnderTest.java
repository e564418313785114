package dev.triga.testing;

import dev.triga.driver.Availability;
import dev.triga.net.Endpoint;
import dev.triga.reactor.ReactorBuilder;
import dev.triga.testing.contract.ReactorUnderTest;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// Reactors on the network of a simulation: with its latencies, its order and its pieces, but on
/// threads, as the contract has them. A thread of its own lets the network's time go on whenever
/// something is on the way, so that latency costs no real time; the reactors' clock stands still.
final class SimulatedNetworkUnderTest implements ReactorUnderTest {
  private static final int LARGEST_PIECE_BYTES = 20_000;

  private final VirtualClock clock = VirtualClock.manual();
  private final SplittableRandom random = new SplittableRandom(42);
  private final Agenda agenda = new Agenda(new SplittableRandom(43));
  private final SimulatedNetwork network;
  private final ReactorUnderTest inMemory;
  private final Condition somethingToDo;
  private final Condition somethingDone;
  private final Thread pump;
  private long now;
  private boolean closed;

  SimulatedNetworkUnderTest() {
    var home =
        new SimulatedNetwork.Home() {
          @Override
          public long now() {
            return now;
          }

          @Override
          public Agenda agenda() {
            somethingToDo.signal();
            return agenda;
          }

          @Override
          public void trace(String who, String what, long number) {}
        };
    network =
        new SimulatedNetwork(
            home, clock, random, Latency.uniform(Duration.ofNanos(100_000), Duration.ofMillis(5)));
    somethingToDo = network.memory().lock.newCondition();
    somethingDone = network.memory().lock.newCondition();
    var machine =
        new Machine(
            Simulation.withSeed(42),
            network,
            "here",
            InetAddress.ofLiteral("10.0.0.1"),
            settings -> settings,
            reactor -> "");
    machine.pieces(1, LARGEST_PIECE_BYTES);
    machine.powerOn();
    network.add(machine);
    network.outside(machine);
    network.locked(() -> network.link(machine, machine));
    inMemory = ReactorUnderTest.inMemory(network.memory());
    pump = Thread.ofPlatform().name("simulated-network").daemon().start(this::pump);
  }

  private void pump() {
    while (step()) {
      // One arrival at a time.
    }
  }

  private boolean step() {
    var lock = network.memory().lock;
    lock.lock();
    try {
      Agenda.@Nullable Entry entry;
      while ((entry = agenda.next(Long.MAX_VALUE)) == null) {
        if (closed) {
          return false;
        }
        somethingToDo.awaitUninterruptibly();
      }
      now = Math.max(now, entry.at);
      entry.run();
      somethingDone.signalAll();
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String driverName() {
    return inMemory.driverName();
  }

  @Override
  public ReactorBuilder builder() {
    return inMemory.builder();
  }

  @Override
  public Availability supports(Capability capability) {
    return inMemory.supports(capability);
  }

  @Override
  public Endpoint silentEndpoint() {
    return inMemory.silentEndpoint();
  }

  @Override
  public Endpoint unreachableEndpoint() {
    return inMemory.unreachableEndpoint();
  }

  @Override
  public Peer connect(SocketAddress address) {
    return inMemory.connect(address);
  }

  @Override
  public PeerPort listen(int backlog) {
    return inMemory.listen(backlog);
  }

  @Override
  public void pass(Duration time) {
    inMemory.pass(time);
    // What is on the way arrives meanwhile, however long the pump is kept from its work.
    network.locked(() -> {
      long end = now + time.toNanos();
      while (agenda.nextAt() <= end) {
        somethingDone.awaitUninterruptibly();
      }
    });
  }

  @Override
  public void conclude() {
    inMemory.conclude();
  }

  @Override
  public void close() {
    network.locked(() -> {
      closed = true;
      somethingToDo.signal();
    });
    try {
      pump.join();
      inMemory.close();
    } catch (Exception e) {
      throw new IllegalStateException("the network has not ended", e);
    }
  }
}

package dev.triga.testing;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBuilder;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// A reactor in memory that a test drives by hand: nothing happens until the test says so, and then
/// at once. For one thread, which has the turn between the calls.
///
/// ```java
/// try (var memory = MemoryReactor.open()) {
///   memory.reactor().schedule(Duration.ofHours(1), () -> done = true);
///   memory.runFor(Duration.ofMinutes(59));
///   assertFalse(done);
///   memory.runFor(Duration.ofMinutes(1));
///   assertTrue(done);
/// }
/// ```
///
/// [Reactor#run()] and [Reactor#start()] work too: the clock is automatic unless one is given, so
/// that a running reactor never really waits for a timer.
public final class MemoryReactor implements AutoCloseable {
  /// How many passes [#settle()] makes before it gives up.
  public static final int PASSES_MAX = 100_000;

  private final MemoryNetwork network;
  private final Reactor reactor;
  private final MemoryDriver driver;

  private MemoryReactor(MemoryNetwork network, UnaryOperator<ReactorBuilder> settings) {
    this.network = network;
    var before = network.openDrivers();
    this.reactor = settings.apply(builder(network)).open();
    var opened = network.openDrivers();
    opened.removeAll(before);
    this.driver = opened.getFirst();
  }

  /// Opens one on a network and an automatic clock of its own.
  public static MemoryReactor open() {
    return open(new MemoryNetwork(VirtualClock.automatic()));
  }

  /// Opens one on a network that others share.
  public static MemoryReactor open(MemoryNetwork network) {
    return open(network, settings -> settings);
  }

  /// Opens one on a network, with further settings.
  public static MemoryReactor open(MemoryNetwork network, UnaryOperator<ReactorBuilder> settings) {
    return new MemoryReactor(network, settings);
  }

  /// The settings of a reactor on `network`: its driver, its clock, debug mode.
  public static ReactorBuilder builder(MemoryNetwork network) {
    return Reactor.builder().driver(network.driver()).clock(network.clock()).debug(true);
  }

  /// The reactor.
  public Reactor reactor() {
    return reactor;
  }

  /// Its network.
  public MemoryNetwork network() {
    return network;
  }

  /// Its clock.
  public VirtualClock clock() {
    return network.clock();
  }

  /// Makes passes, without letting time go on, until nothing is left to do but to wait.
  ///
  /// @throws IllegalStateException if that is not so after [#PASSES_MAX] passes
  public void settle() {
    var ignored = nextTimeoutNanos();
  }

  /// Lets time go on by `time`, stopping at each timer on the way, and settles.
  ///
  /// @throws IllegalArgumentException if `time` is negative
  /// @throws IllegalStateException if it does not settle
  public void runFor(Duration time) {
    var left = time;
    while (true) {
      long timeout = nextTimeoutNanos();
      if (timeout < 0 || left.compareTo(Duration.ofNanos(timeout)) < 0) {
        break;
      }
      var step = Duration.ofNanos(timeout);
      clock().advance(step);
      left = left.minus(step);
    }
    clock().advance(left);
    settle();
  }

  /// Passes until the driver is asked to wait, and tells for how long that would be.
  private long nextTimeoutNanos() {
    for (int i = 0; i < PASSES_MAX; i++) {
      if (reactor.state() == Reactor.State.STOPPED) {
        return -1;
      }
      long timeout = driver.passOf(reactor);
      if (timeout != 0) {
        return timeout;
      }
    }
    throw new IllegalStateException(
        reactor.name()
            + " has not settled after "
            + PASSES_MAX
            + " passes: something keeps submitting work; see its dump:\n"
            + reactor.dump());
  }

  @Override
  public void close() {
    reactor.close();
  }

  @Override
  public String toString() {
    return "MemoryReactor[" + reactor.name() + ", " + clock() + "]";
  }
}

package dev.triga.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Breaks things in a [Simulation] at random for some time, then mends them all. On the
/// simulation's thread.
final class Chaos {
  private static final Latency PAUSE =
      Latency.longTail(Duration.ofSeconds(2), Duration.ofSeconds(20));
  private static final Latency LENGTH =
      Latency.longTail(Duration.ofSeconds(3), Duration.ofMinutes(1));
  private static final int SLOWEST_BYTES_PER_SECOND = 200;
  private static final int FASTEST_BYTES_PER_SECOND = 20_000;
  private static final int LARGEST_PIECE_BYTES = 64;
  private static final Duration FARTHEST_JUMP = Duration.ofHours(1);

  private final Simulation simulation;
  private final List<Fault> faults;
  private final RandomGenerator random;
  private final long end;

  private Chaos(Simulation simulation, Set<Fault> faults, long end) {
    this.simulation = simulation;
    this.faults = new ArrayList<>(List.of(Fault.values()));
    this.faults.retainAll(faults);
    this.random = simulation.randomOf("chaos");
    this.end = end;
  }

  static void begin(Simulation simulation, Set<Fault> faults, Duration time) {
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("chaos without any fault: name at least one");
    }
    var chaos =
        new Chaos(
            simulation, faults, VirtualClock.saturatedSum(simulation.nanos(), time.toNanos()));
    chaos.next();
    simulation.after(time, chaos::mendAll);
  }

  private void next() {
    simulation.after(
        Duration.ofNanos(PAUSE.sampleNanos(random)),
        () -> {
          if (simulation.nanos() < end) {
            strike();
            next();
          }
        });
  }

  /// How long a fault lasts: not beyond the end.
  private Duration length() {
    return Duration.ofNanos(
        Math.min(LENGTH.sampleNanos(random), Math.max(1, end - simulation.nanos())));
  }

  private SimulatedHost<?> anyHost() {
    var hosts = simulation.hosts();
    return hosts.get(random.nextInt(hosts.size()));
  }

  private void strike() {
    var one = anyHost();
    var other = anyHost();
    var length = length();
    switch (faults.get(random.nextInt(faults.size()))) {
      case PARTITION -> simulation.partition(one, other, length);
      case PARTITION_ONE_WAY -> simulation.partitionOneWay(one, other, length);
      case CLOG -> simulation.clog(one, other, length);
      case SWIZZLE -> swizzle(one);
      case RESET -> simulation.reset(one, other);
      case REFUSE -> {
        one.refuse(true);
        simulation.after(length, () -> one.refuse(false));
      }
      case SLOW_READER -> {
        one.readSlowly(random.nextInt(SLOWEST_BYTES_PER_SECOND, FASTEST_BYTES_PER_SECOND));
        simulation.after(length, () -> one.readSlowly(0));
      }
      case PIECES -> {
        one.pieces(1, random.nextInt(1, LARGEST_PIECE_BYTES));
        simulation.after(length, () -> one.pieces(Integer.MAX_VALUE, Integer.MAX_VALUE));
      }
      case CRASH -> {
        one.crash();
        restart(one, length);
      }
      case KILL -> {
        one.kill();
        restart(one, length);
      }
      case DNS -> {
        if (random.nextBoolean()) {
          simulation.dns().deny(one.name(), length);
        } else {
          simulation.dns().silence(one.name(), length);
        }
      }
      case DATAGRAMS -> {
        simulation.loseDatagrams(random.nextDouble());
        simulation.repeatDatagrams(random.nextDouble());
        simulation.after(length, this::mendDatagrams);
      }
      case DAMAGE -> {
        simulation.damageDatagrams(random.nextDouble());
        simulation.after(length, () -> simulation.damageDatagrams(0));
      }
      case DESCRIPTORS -> {
        one.outOfDescriptors(true);
        simulation.after(length, () -> one.outOfDescriptors(false));
      }
      case FREEZE -> one.freeze(length);
      case CLOCK ->
          one.jumpClock(
              Duration.ofNanos(random.nextLong(-FARTHEST_JUMP.toNanos(), FARTHEST_JUMP.toNanos())));
    }
  }

  /// Stops all ways to and from a host one after the other, and opens them in another order.
  private void swizzle(SimulatedHost<?> host) {
    for (var other : simulation.hosts()) {
      if (other != host) {
        simulation.after(
            Duration.ofNanos(LENGTH.sampleNanos(random) / 4),
            () -> {
              simulation.clog(host, other, length());
              simulation.clog(other, host, length());
            });
      }
    }
  }

  private void mendDatagrams() {
    simulation.loseDatagrams(0);
    simulation.repeatDatagrams(0);
  }

  private void restart(SimulatedHost<?> host, Duration pause) {
    simulation.after(
        pause,
        () -> {
          if (!host.isRunning()) {
            host.restart();
          }
        });
  }

  private void mendAll() {
    simulation.heal();
    mendDatagrams();
    simulation.damageDatagrams(0);
    for (var host : simulation.hosts()) {
      host.refuse(false);
      host.outOfDescriptors(false);
      host.machine().mendClock();
      host.readSlowly(0);
      host.pieces(Integer.MAX_VALUE, Integer.MAX_VALUE);
      if (!host.isRunning()) {
        host.restart();
      }
    }
  }
}

package dev.triga.testing;

import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBuilder;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is behind a [SimulatedHost]: a machine that is up or down, and the reactor of the program
/// that runs on it. Its passes stand in the agenda like everything else. For the simulation's
/// thread.
final class Machine extends MemoryHost {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final UnaryOperator<ReactorBuilder> settings;
  private final HostProgram<?> program;
  private @Nullable Reactor reactor;
  private @Nullable MemoryDriver driver;
  private @Nullable Object value;
  private Agenda.@Nullable Entry nextPass;
  private boolean up;
  private int leastPiece = Integer.MAX_VALUE;
  private int mostPiece = Integer.MAX_VALUE;
  private int readBytesPerSecond;
  private long frozenUntil;
  private Duration clockError = Duration.ZERO;

  Machine(
      Simulation simulation,
      SimulatedNetwork network,
      String name,
      InetAddress address,
      UnaryOperator<ReactorBuilder> settings,
      HostProgram<?> program) {
    super(name, address);
    this.simulation = simulation;
    this.network = network;
    this.settings = settings;
    this.program = program;
    this.segments =
        () ->
            leastPiece == mostPiece
                ? mostPiece
                : network.random().nextInt(leastPiece, mostPiece) + 1;
  }

  boolean isUp() {
    return up;
  }

  boolean isRunning() {
    return driver != null;
  }

  Reactor reactor() {
    var current = reactor;
    if (current == null) {
      throw new IllegalStateException("host '" + name + "' has not been started");
    }
    return current;
  }

  @Nullable Object value() {
    return value;
  }

  void powerOn() {
    up = true;
  }

  /// Starts the program on a reactor of its own.
  void boot() throws Exception {
    powerOn();
    frozenUntil = 0;
    outOfDescriptors = false;
    var memory = network.memory();
    var made =
        settings
            .apply(
                Reactor.builder()
                    .name(name)
                    .driver(memory.driver(this))
                    .clock(memory.clock())
                    .wallClock(this::wallTime)
                    .random(simulation.randomOf(name))
                    .resolver(simulation.dns().of(this))
                    .workExecutor(this::work)
                    .stallThreshold(Duration.ZERO)
                    .debug(simulation.isDebug())
                    .uncaught((where, failure) -> simulation.failed(name, failure)))
            .open();
    reactor = made;
    var polled = memory.openDrivers().getLast();
    driver = polled;
    polled.sleep().onCall = this::wake;
    made.log().observe(entry -> simulation.trace(name, entry.level() + " " + entry.message(), -1));
    simulation.trace(name, "starts", -1);
    wake();
    value = program.start(made);
    network.locked(this::reachable);
  }

  private void reachable() {
    for (var link : network.linksOf(this)) {
      if (link.to == this) {
        link.release();
      }
    }
  }

  /// Has a call in a thread run as a step of its own, after the time that such work takes.
  private void work(Runnable task) {
    workAt(network.now() + simulation.workNanos(), driver, task);
  }

  private void workAt(long nanos, @Nullable MemoryDriver polled, Runnable task) {
    network
        .agenda()
        .at(
            nanos,
            () -> {
              if (driver != polled) {
                return;
              }
              if (network.now() < frozenUntil) {
                workAt(frozenUntil, polled, task);
                return;
              }
              network.trace(name, "work", -1);
              task.run();
            });
  }

  /// Has the program, and its threads, do nothing until then.
  void freeze(long until) {
    frozenUntil = Math.max(frozenUntil, until);
    var pending = nextPass;
    if (pending != null && pending.at < frozenUntil) {
      pending.cancel();
      nextPass = network.agenda().at(frozenUntil, this::pass);
    }
  }

  /// What its wall clock shows.
  Instant wallTime() {
    return simulation.wallTime().plus(clockError);
  }

  void jumpClock(Duration by) {
    clockError = clockError.plus(by);
  }

  void mendClock() {
    clockError = Duration.ZERO;
  }

  /// Has a pass made soon.
  private void wake() {
    passAt(network.now() + simulation.reactionNanos());
  }

  private void passAt(long wish) {
    long nanos = Math.max(wish, frozenUntil);
    var pending = nextPass;
    if (pending != null) {
      if (pending.at <= nanos) {
        return;
      }
      pending.cancel();
    }
    nextPass = network.agenda().at(nanos, this::pass);
  }

  private void pass() {
    nextPass = null;
    var polled = driver;
    var current = reactor;
    if (polled == null || current == null) {
      return;
    }
    network.trace(name, "pass", -1);
    long timeout = 0;
    try {
      timeout = polled.passOf(current);
    } catch (Halt halt) {
      network.trace(name, "halts with " + halt.exitCode(), -1);
    }
    if (driver != polled) {
      return; // It has crashed itself meanwhile.
    }
    if (current.state() == Reactor.State.STOPPED) {
      network.trace(name, "has stopped", -1);
      driver = null;
    } else if (timeout == 0) {
      wake();
    } else if (timeout > 0) {
      passAt(VirtualClock.saturatedSum(network.now() + simulation.reactionNanos(), timeout));
    }
  }

  /// The power fails: nobody is told anything.
  void crash() {
    up = false;
    end(MemoryDriver::vanish);
    network.locked(() -> {
      for (var link : network.linksOf(this)) {
        if (link.from == this) {
          link.senderIsGone();
        }
      }
    });
  }

  /// The program is killed; the system under it closes what it had open.
  void kill() {
    end(MemoryDriver::close);
  }

  private void end(Consumer<MemoryDriver> how) {
    var polled = driver;
    driver = null;
    var pending = nextPass;
    if (pending != null) {
      pending.cancel();
      nextPass = null;
    }
    if (polled != null) {
      polled.sleep().onCall = () -> {};
      how.accept(polled);
    }
  }

  void pieces(int least, int most) {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException(
          "pieces from " + least + " to " + most + " bytes: 1 <= least <= most is wanted");
    }
    leastPiece = least;
    mostPiece = most;
  }

  void readBytesPerSecond(int rate) {
    if (rate < 0) {
      throw new IllegalArgumentException("a rate of " + rate + " bytes per second is negative");
    }
    readBytesPerSecond = rate;
  }

  /// Under the lock, after a read.
  void hasRead(MemorySocket socket, int count) {
    if (readBytesPerSecond > 0) {
      socket.holdBack(true);
      long pause = count * NANOS_PER_SECOND / readBytesPerSecond;
      network
          .agenda()
          .at(network.now() + pause, () -> network.locked(() -> socket.holdBack(false)));
    }
  }

  InetAddress ownAddress() {
    return Objects.requireNonNull(address);
  }
}

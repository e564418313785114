package dev.triga.testing;

import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A machine in a [Simulation] with a program that runs on a reactor of its own. Others reach it by
/// its name. For the simulation's thread.
///
/// @param <T> what its program gives to the test
public final class SimulatedHost<T extends @Nullable Object> {
  private final Simulation simulation;
  private final Machine machine;

  SimulatedHost(Simulation simulation, Machine machine) {
    this.simulation = simulation;
    this.machine = machine;
  }

  /// Its name, which is also its host name.
  public String name() {
    return machine.name;
  }

  /// Its address.
  public InetAddress address() {
    return machine.ownAddress();
  }

  /// An endpoint on it.
  public Endpoint tcp(int port) {
    return Endpoint.tcp(name(), port);
  }

  /// The reactor of the running program, or of the last one that ran.
  public Reactor reactor() {
    return machine.reactor();
  }

  /// What the program gave when it was last started.
  // It comes from a HostProgram<T>, and T says whether it may be null.
  @SuppressWarnings({"unchecked", "NullAway"})
  public T value() {
    return (T) machine.value();
  }

  /// Whether its program runs.
  public boolean isRunning() {
    return machine.isRunning();
  }

  /// The machine loses its power: the program ends in the middle of what it does, and nobody is
  /// told. Who writes to it waits, until it is up again and knows nothing of the connection, or
  /// until patience is over (15 minutes, to connect 127 seconds). Idempotent.
  public void crash() {
    simulation.trace(name(), "crashes", -1);
    machine.crash();
  }

  /// The program is killed; the system under it closes or resets its connections, as it does for a
  /// dead process. Idempotent.
  public void kill() {
    simulation.trace(name(), "is killed", -1);
    machine.kill();
  }

  /// Starts the program again, on a fresh reactor; if it still runs, it is killed first.
  ///
  /// @throws SimulationFailure if the program cannot start
  public void restart() {
    if (machine.isRunning()) {
      kill();
    }
    simulation.boot(machine);
  }

  /// Starts the program again after a time.
  public void restartAfter(Duration delay) {
    simulation.after(delay, this::restart);
  }

  /// Refuses every connection, or stops doing so.
  public void refuse(boolean refuse) {
    simulation.trace(name(), refuse ? "refuses" : "accepts again", -1);
    machine.refusing = refuse;
  }

  /// Leaves its program without a descriptor for another socket, or gives it some again.
  /// Connections that come are accepted and closed at once, with one warning in the log; what it
  /// tries to open itself fails. What is open stays. A program that is started again has
  /// descriptors.
  public void outOfDescriptors(boolean none) {
    simulation.trace(name(), none ? "is out of descriptors" : "has descriptors again", -1);
    machine.outOfDescriptors = none;
  }

  /// Has the program stand still for so long, as one that is suspended, or whose JVM pauses: none
  /// of its callbacks, timers and threads runs, while the system under it takes connections and
  /// bytes as far as its buffers reach (to its peers, a window that is closed). Afterwards its
  /// clock has jumped, and it is late for everything. A program that is started again does not
  /// stand still.
  public void freeze(Duration time) {
    simulation.trace(name(), "stands still for ns", time.toNanos());
    machine.freeze(VirtualClock.saturatedSum(simulation.nanos(), time.toNanos()));
  }

  /// Sets its wall clock forward, or back by a negative time, as an administrator or NTP does.
  /// Timers do not care: they go by the monotonic clock.
  public void jumpClock(Duration by) {
    simulation.trace(name(), "sets its clock by " + by, -1);
    machine.jumpClock(by);
  }

  /// Its wall clock, by which its log entries are stamped; begins at [Simulation#BEGINNING].
  public InstantSource wallClock() {
    return machine::wallTime;
  }

  /// Has the machine read at most so many bytes per second from each connection; 0 for no limit.
  ///
  /// @throws IllegalArgumentException if it is negative
  public void readSlowly(int bytesPerSecond) {
    simulation.trace(name(), "reads bytes per second", bytesPerSecond);
    machine.readBytesPerSecond(bytesPerSecond);
  }

  /// Has each of its reads and writes move from `least` to `most` bytes at most, drawn anew each
  /// time.
  ///
  /// @throws IllegalArgumentException unless `1 <= least <= most`
  public void pieces(int least, int most) {
    machine.pieces(least, most);
  }

  Machine machine() {
    return machine;
  }

  @Override
  public String toString() {
    return name();
  }
}

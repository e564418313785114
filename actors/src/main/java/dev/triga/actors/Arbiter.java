package dev.triga.actors;

import dev.triga.actors.cell.ArbiterCell;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actor that all others of a program come from: one per process, on its main thread. It starts
/// actors and monitors, knows who there is, and ends last.
///
/// ```java
/// void main(String[] args) {
///   Arbiter.run(args, arbiter -> {
///     ActorRef greeter = await(arbiter.spawn(GREETER));
///     System.out.println(await(greeter.ask(GREET, "world")));
///     arbiter.stop();
///   });
/// }
/// ```
public sealed interface Arbiter extends Actor permits ArbiterCell {
  /// What a program does once its arbiter runs.
  @FunctionalInterface
  interface Body {
    /// A coroutine on the arbiter's turn. The arbiter goes on running when it returns.
    ///
    /// @throws Exception ends the arbiter with exit code 1
    void run(Arbiter arbiter) throws Exception;
  }

  /// Runs a program on the calling thread until its arbiter has ended: stopped by itself, by a
  /// signal, or because its children failed too often.
  ///
  /// @param args of the program; kept in the arbiter's config under `args`
  /// @return the exit code: 0 when it was stopped; 1 after a failure; that of a
  ///   [dev.triga.reactor.Halt]; 4 when its children failed too often; 130 after the second INT
  /// @throws IllegalStateException if this process has an arbiter that has not ended
  static int run(String[] args, Body body) {
    return ArbiterCell.run(List.of(args), body);
  }

  /// Makes a reactor's main actor an arbiter, for programs that run their reactor themselves, and
  /// for simulations, where a process may have several. The reactor's stop ends the arbiter, and
  /// the arbiter's end stops the reactor.
  ///
  /// On a reactor with a [virtual clock][dev.triga.reactor.ReactorClock#isVirtual()] actors of all
  /// kinds live on that reactor: so programs run unchanged in a simulation.
  static Arbiter on(Reactor reactor) {
    return ArbiterCell.on(reactor);
  }

  /// The arbiter to which the calling thread's actor belongs, else the one that [#run] runs in this
  /// process, else null. Any thread.
  static @Nullable Arbiter current() {
    return ArbiterCell.currentArbiter();
  }

  /// Whether this process has an arbiter that runs. Any thread.
  static boolean isRunning() {
    Arbiter arbiter = current();
    return arbiter != null && arbiter.state() == ActorState.RUNNING;
  }

  /// Starts a monitor: a local actor of the arbiter that keeps workers alive.
  ///
  /// @param name what it is called; the group of its workers has the same name, and the workers are
  ///   called `NAME.1`, `NAME.2` and so on
  /// @param workers how many, where, and when they are replaced
  /// @param behaviour what each of them does
  Monitor monitor(String name, Workers workers, Class<? extends Behaviour> behaviour);

  /// Starts a monitor whose workers are all as a spec says, but for their names.
  Monitor monitor(Workers workers, ActorSpec worker);

  /// Starts a monitor with hooks and a config of its own.
  ///
  /// @param monitor its name, its hooks and its config: what this spec says of a mailbox counts
  ///   too, where it lives does not
  Monitor monitor(ActorSpec monitor, Workers workers, ActorSpec worker);

  /// The monitors that have not ended, in the order in which they were started.
  List<Monitor> monitors();

  /// Starts actors in order below a local actor that looks after them as OTP's supervisor does:
  /// they are stopped in reverse order.
  ///
  /// @param name what the supervisor is called
  /// @return succeeds when all run; fails when one did not start, and those before it are stopped
  Spawning supervise(String name, Supervision supervision, List<ActorSpec> children);

  /// Finds an actor of this program by name or id.
  Deferred<ActorRef> lookup(String nameOrId);

  /// How many thread actors were given up because their threads are stuck, since the beginning.
  /// Each holds its thread and what it refers to until it comes back.
  long leakedThreads();
}

package dev.triga.reactor;

import dev.triga.loop.EventLoop;
import dev.triga.loop.GroupLife;
import dev.triga.loop.GroupListening;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ProtocolFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Several reactors, each on a thread of its own, that serve the same ports and live one life: for
/// programs that want more than one processor's worth of protocol work.
///
/// **Connections.** A port of the group hands its connections round, so the reactors have the same
/// number give or take one. A connection belongs to its reactor: all its callbacks run on that
/// turn, and [dev.triga.net.Transport#reactor()] names it. The factory is called on the turn of
/// whichever reactor gets the connection, so a factory that shares something must guard it.
///
/// **Life.** `open → start or run → stop → stopped`, like a reactor's. The first reactor accepts,
/// so it stops first: no connection comes to a reactor that is about to go. When any of them stops,
/// by a signal, by [Halt] or by a failure, all of them do; [#failure()] has the reason. Each has
/// its own deadline for the shutdown ([ReactorBuilder#phaseDeadline]).
///
/// **Threads.** All methods are for any thread. Those that wait say so, and must not be called on
/// the turn of a reactor of the group.
///
/// ```java
/// try (var group = Reactor.builder().name("web").openGroup(4)) {
///   group.listen(Endpoint.parse("tcp:7000"), Echo::new);
///   group.run(); // until stop(), SIGINT or SIGTERM
/// }
/// ```
public final class ReactorGroup implements AutoCloseable {
  private final List<Reactor> reactors;
  private final GroupLife life;
  private final GroupListening listening;
  private final AtomicInteger turn = new AtomicInteger();

  /// A group of these, of which the first accepts.
  ReactorGroup(List<Reactor> reactors) {
    this.reactors = List.copyOf(reactors);
    this.life = new GroupLife(this.reactors);
    var loops = new ArrayList<EventLoop>();
    for (var reactor : this.reactors) {
      loops.add((EventLoop) reactor);
    }
    this.listening = new GroupListening(loops);
  }

  /// The reactors, the one that accepts first.
  public List<Reactor> reactors() {
    return reactors;
  }

  /// One reactor after the other, for work that may be done by any: connections to be made, timers,
  /// tasks.
  public Reactor next() {
    return reactors.get(Math.floorMod(turn.getAndIncrement(), reactors.size()));
  }

  /// Listens with default options: the endpoint is bound when this returns. Waits for the first
  /// reactor where that is running.
  ///
  /// @throws BindFailure if it cannot be bound
  /// @throws ReactorStoppedException if the group has stopped
  public GroupPort listen(Endpoint endpoint, ProtocolFactory<?> factory) {
    return listen(endpoint, ListenOptions.DEFAULT, factory);
  }

  /// Listens; see [#listen(Endpoint, ProtocolFactory)].
  ///
  /// @throws BindFailure if it cannot be bound
  /// @throws ReactorStoppedException if the group has stopped
  public GroupPort listen(Endpoint endpoint, ListenOptions options, ProtocolFactory<?> factory) {
    return new GroupPort(listening.listen(endpoint, options, factory));
  }

  /// Starts every reactor on a thread that bears its name. Returns when all of them run.
  ///
  /// @throws IllegalStateException if the group was started before
  public ReactorGroup start() {
    life.start();
    return this;
  }

  /// Runs the first reactor on the calling thread and the others on threads of their own, until all
  /// have stopped. On the JVM's main thread INT and TERM stop the group, as they stop a reactor.
  ///
  /// @throws IllegalStateException if the group was started before
  /// @throws Halt when a callback of any of them halted it
  public void run() {
    life.run();
  }

  /// Asks the group to stop in order: first the reactor that accepts, then the others.
  ///
  /// @return whether this call was the first
  public boolean stop() {
    return life.stop();
  }

  /// Waits until all reactors have stopped.
  ///
  /// @return false if they had not after `wait`
  /// @throws InterruptedException if the waiting thread is interrupted
  public boolean awaitStopped(Duration wait) throws InterruptedException {
    return life.awaitStopped(wait);
  }

  /// What made a reactor of the group end before its time: a [Halt] or an error of the JVM. The
  /// first one counts.
  public Optional<Throwable> failure() {
    return life.failure();
  }

  /// Stops the group if need be, waits until all reactors have finished, and frees everything. On
  /// the turn of one of them it cannot wait and only stops. Idempotent.
  @Override
  public void close() {
    life.close();
  }

  @Override
  public String toString() {
    return "ReactorGroup" + reactors;
  }
}

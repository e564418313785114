package dev.triga.actors;

import dev.triga.actors.cell.Cell;
import dev.triga.async.Deferred;
import dev.triga.net.ListeningPort;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBound;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// An actor as its own code sees it: its behaviour, its hooks, and what runs on its turn. Others
/// have an [ActorRef].
///
/// An actor is a reactor, a mailbox and a behaviour. Everything it does happens on the turn of its
/// [reactor][#reactor()], so its state needs no locks.
///
/// **Life.** It is made and known to its manager; its start hook runs; it is *running* and takes
/// messages; it stops: no more messages, those it has are finished, the stopping hook runs, its
/// children stop in reverse order of their start, then it has ended. What takes longer than
/// [ActorSpec#shutdown] is cut off.
///
/// **Failures** are of two kinds: those of answers go to whoever asked, others are reported, and
/// neither ends the actor unless [ActorSpec#onFailure] says so; [dev.triga.reactor.Halt] ends it,
/// with its exit code.
///
/// Methods need the turn unless they say otherwise.
public sealed interface Actor extends ReactorBound permits Arbiter, Cell {
  /// The actor on whose turn, or on one of whose computing threads, the caller is; null elsewhere.
  /// Any thread.
  static @Nullable Actor current() {
    return Cell.current();
  }

  // Who it is. Any thread.

  /// What tells it from all others.
  ActorId id();

  /// What it is called.
  String name();

  /// Where it lives.
  ActorKind kind();

  /// Where in its life it is.
  ActorState state();

  /// How many actors its manager had started before it: the least is the oldest.
  int age();

  /// How long it has been since it was made.
  Duration uptime();

  /// What others call it by.
  ActorRef self();

  /// The actor that started it and looks after it; itself for the arbiter.
  ActorRef manager();

  /// The reactor it lives on.
  @Override
  Reactor reactor();

  // What it has.

  /// What it was told to be like: begins with [ActorSpec#config], and [Commands#CONFIG_SET] changes
  /// it.
  Map<String, Object> config();

  /// A place for what its code wants to keep or to show: simple values appear in [#info].
  Map<String, Object> extra();

  /// The ports it serves, by name; each appears in [#info] and is closed when it has ended.
  Map<String, ListeningPort> servers();

  /// What it tells about itself and those below it; see [Commands#INFO].
  Deferred<Map<String, Object>> info();

  // Others.

  /// Starts an actor that lives no longer than this one. A process is started by the arbiter,
  /// others by this actor, in this process.
  Spawning spawn(ActorSpec spec);

  /// Whoever bears a name when a message is sent: an actor's name, its id, `arbiter`, or `monitor`
  /// for this actor's manager.
  NamedRecipient named(String name);

  /// Tells somebody by name; see [#named].
  default <A extends @Nullable Object> TellOutcome tell(
      String name, Command<A, ?> command, A argument) {
    return named(name).tell(command, argument);
  }

  /// Asks somebody by name; see [#named].
  default <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      String name, Command<A, R> command, A argument) {
    return named(name).ask(command, argument);
  }

  /// Asks somebody by name; see [#named].
  default <R extends @Nullable Object> Deferred<R> ask(
      String name, Command<@Nullable Void, R> command) {
    return named(name).ask(command);
  }

  /// The actors that belong to a group; see [ActorSpec#group].
  ActorGroup group(String name);

  // What it does.

  /// Calls a function on the actor's turn after a time; when the actor ends first, never. What the
  /// function throws is dealt with as [ActorSpec#onFailure] says.
  ScheduledCall schedule(Duration delay, Runnable task);

  /// Runs a function as a coroutine of this actor; it is cancelled when the actor has ended.
  <T extends @Nullable Object> Deferred<T> async(Callable<? extends T> function);

  /// Computes something on one of this actor's own threads, of which it has up to
  /// [ActorSpec#threadWorkers], and brings the result back to the actor's turn. For work that keeps
  /// a processor busy; what waits for something else is for [Reactor#deferToThread].
  ///
  /// On such a thread [Reactor#current()] is a loop of that thread, where timers and Deferreds
  /// work, [#current()] is this actor, and [#reactor()] the actor's loop. When the actor stops,
  /// what was begun is waited for.
  ///
  /// @return fails with [ComputeLimitFailure] if too much waits for the threads
  <T extends @Nullable Object> Deferred<T> compute(Callable<T> work);

  /// As [#compute], for work that goes on after it returns.
  <T extends @Nullable Object> Deferred<T> computeStage(
      Callable<? extends CompletionStage<T>> work);

  /// Has the next periodic call come after this time, once; then in the usual period.
  ///
  /// @return whether it has a periodic task and runs
  boolean nextPeriodic(Duration delay);

  /// Succeeds when the actor runs.
  Deferred<Actor> running();

  /// Has its monitor start a successor, because it has served enough: it goes on until that one is
  /// ready, and ends then with [Termination.Cause#RETIRED], so that there are never fewer workers.
  /// An actor whose manager is no monitor stops, as with [#stop].
  void retire();

  /// Begins to stop in order, because it has done its work: it ends with
  /// [Termination.Cause#NORMAL].
  ///
  /// @return whether this call was the first
  boolean stop();
}

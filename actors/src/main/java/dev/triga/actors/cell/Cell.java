package dev.triga.actors.cell;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorGroup;
import dev.triga.actors.ActorId;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.ActorState;
import dev.triga.actors.Commands;
import dev.triga.actors.ConfigEntry;
import dev.triga.actors.FailurePolicy;
import dev.triga.actors.NamedRecipient;
import dev.triga.actors.Spawning;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.net.ListeningPort;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An actor in this process. Its parts: [Mailbox] has the messages, [Repertoire] what is answered,
/// [Life] the way from start to end, [Children] those it has started.
public sealed class Cell implements Actor permits ArbiterCell {
  private static final ThreadLocal<@Nullable Cell> CURRENT = new ThreadLocal<>();

  /// The actor that owns a reactor: what runs there outside any actor's code counts as its.
  private static final Map<Reactor, Cell> OWNERS = new ConcurrentHashMap<>();

  final Turn turn;
  final Mailbox mailbox;
  final Repertoire repertoire = new Repertoire();
  final Life life;
  final Children children;
  final Computing computing;

  private final Population population;
  private final ActorId id;
  private final ActorSpec spec;
  private final ActorKind kind;
  private final int age;
  private final long born;
  private final Reactor reactor;
  private final Failures failures;
  private final CellReference self;
  private final @Nullable ActorRef manager;
  private final Deferred<Termination> ended = new Deferred<>();
  private final Map<String, Object> config;
  private final Map<String, Object> extra = new LinkedHashMap<>();
  private final Map<String, ListeningPort> servers = new LinkedHashMap<>();
  private final Map<Cell, Link> links = new HashMap<>();
  private final Set<Deferred<?>> coroutines = new LinkedHashSet<>();
  private final Periodic periodic;

  /// Has it out when it does not come back to its loop; null where nobody can.
  private volatile @Nullable Consumer<Termination.Cause> eviction;

  private @Nullable Link lastLink;
  private volatile @Nullable Link sharedLink;

  /// Makes an actor that has not begun.
  ///
  /// @param reactor where it lives
  /// @param isOwner whether the reactor is its own
  /// @param manager who looks after it; null for the arbiter
  public Cell(
      Population population,
      ActorId id,
      ActorSpec spec,
      ActorKind kind,
      int age,
      Reactor reactor,
      boolean isOwner,
      @Nullable ActorRef manager) {
    this(population, id, spec, kind, age, reactor, isOwner, manager, SupervisedChildren::new);
  }

  /// Makes an actor that has not begun, with children of its own sort.
  Cell(
      Population population,
      ActorId id,
      ActorSpec spec,
      ActorKind kind,
      int age,
      Reactor reactor,
      boolean isOwner,
      @Nullable ActorRef manager,
      Function<Cell, Children> offspring) {
    this.population = population;
    this.id = id;
    this.spec = spec;
    this.kind = kind;
    this.age = age;
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.failures = (Failures) reactor;
    this.manager = manager;
    this.born = reactor.clock().nanoTime();
    this.config = new LinkedHashMap<>(spec.config());
    this.self = new CellReference(this);
    this.mailbox = new Mailbox(this);
    this.life = new Life(this);
    this.children = offspring.apply(this);
    this.computing = new Computing(this);
    this.periodic = new Periodic(this);
    // One who watches and gives up must not end it for the others.
    var _ = ended.thenRun(() -> {});
    if (isOwner) {
      OWNERS.put(reactor, this);
    }
  }

  /// The actor on whose turn or thread the caller is.
  public static @Nullable Cell current() {
    Cell current = CURRENT.get();
    if (current != null) {
      return current;
    }
    Reactor reactor = Reactor.current();
    return reactor == null ? null : OWNERS.get(reactor);
  }

  /// Has the calling thread count as this actor's.
  ///
  /// @return whose it was, for [#leave]
  @Nullable Cell enter() {
    Cell before = CURRENT.get();
    if (before != this) {
      CURRENT.set(this);
    }
    return before;
  }

  static void leave(@Nullable Cell before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  // About.

  @Override
  public ActorId id() {
    return id;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public ActorKind kind() {
    return kind;
  }

  @Override
  public ActorState state() {
    return life.state();
  }

  @Override
  public int age() {
    return age;
  }

  @Override
  public Duration uptime() {
    return Duration.ofNanos(reactor.clock().nanoTime() - born);
  }

  @Override
  public ActorRef self() {
    return self;
  }

  @Override
  public ActorRef manager() {
    return manager == null ? self : manager;
  }

  @Override
  public Reactor reactor() {
    return reactor;
  }

  @Override
  public Map<String, Object> config() {
    return config;
  }

  @Override
  public Map<String, Object> extra() {
    return extra;
  }

  @Override
  public Map<String, ListeningPort> servers() {
    return servers;
  }

  @Override
  public Deferred<Map<String, Object>> info() {
    turn.checkTurn("Actor.info");
    return Info.of(this);
  }

  /// What it is.
  public ActorSpec spec() {
    return spec;
  }

  /// The population it belongs to.
  public Population population() {
    return population;
  }

  // Others.

  @Override
  public Spawning spawn(ActorSpec spec) {
    turn.checkTurn("Actor.spawn");
    return children.spawn(spec);
  }

  @Override
  public NamedRecipient named(String name) {
    return new NameReference(this, name);
  }

  @Override
  public ActorGroup group(String name) {
    return new GroupReference(this, name);
  }

  /// The account with a receiver. On the turn.
  Link linkTo(Cell receiver) {
    Link last = lastLink;
    if (last != null && last.receiver() == receiver) {
      return last;
    }
    Link link = links.get(receiver);
    if (link == null) {
      link = Link.of(this, receiver);
      links.put(receiver, link);
    }
    lastLink = link;
    return link;
  }

  /// The receiver of a link has ended. On the turn.
  void forgetLink(Link link) {
    links.remove(link.receiver(), link);
    lastLink = null;
  }

  /// The account of all threads without an actor. Any thread.
  Link sharedLink() {
    Link link = sharedLink;
    if (link == null) {
      synchronized (this) {
        link = sharedLink;
        if (link == null) {
          link = Link.shared(this);
          sharedLink = link;
        }
      }
    }
    return link;
  }

  // What it does.

  @Override
  public ScheduledCall schedule(Duration delay, Runnable task) {
    return reactor.schedule(
        delay,
        life.timers(),
        () -> {
          Cell before = enter();
          try {
            task.run();
          } catch (Throwable failure) {
            failed("scheduled call", task, failure);
          } finally {
            leave(before);
          }
        });
  }

  @Override
  public <T extends @Nullable Object> Deferred<T> async(Callable<? extends T> function) {
    turn.checkTurn("Actor.async");
    return begin(function);
  }

  /// Begins a coroutine that ends with this actor.
  <T extends @Nullable Object> Deferred<T> begin(Callable<? extends T> function) {
    Deferred<T> begun =
        reactor.async(() -> {
          CURRENT.set(this);
          try {
            return function.call();
          } catch (Halt halt) {
            life.halt(halt);
            throw new CancellationException("halted: " + halt.getMessage());
          }
        });
    coroutines.add(begun);
    return begun.whenComplete((value, failure) -> coroutines.remove(begun));
  }

  /// Cancels what is in progress.
  void cancelCoroutines(Termination ended) {
    var why = new CancellationException(ended.toString());
    List.copyOf(coroutines).forEach(coroutine -> coroutine.cancel(why));
  }

  @Override
  public <T extends @Nullable Object> Deferred<T> compute(Callable<T> work) {
    turn.checkTurn("Actor.compute");
    return computing.compute(work);
  }

  @Override
  public <T extends @Nullable Object> Deferred<T> computeStage(
      Callable<? extends CompletionStage<T>> work) {
    turn.checkTurn("Actor.computeStage");
    return computing.compute(work);
  }

  @Override
  public boolean nextPeriodic(Duration delay) {
    turn.checkTurn("Actor.nextPeriodic");
    return periodic.next(delay);
  }

  Periodic periodic() {
    return periodic;
  }

  @Override
  public Deferred<Actor> running() {
    return life.running();
  }

  @Override
  public void retire() {
    turn.checkTurn("Actor.retire");
    var _ =
        manager()
            .ask(Commands.RETIRE, id.text())
            .handle((nothing, failure) -> {
              if (failure != null && termination() == null) {
                life.stop(Termination.Cause.NORMAL);
              }
              return null;
            });
  }

  @Override
  public boolean stop() {
    if (termination() != null) {
      return false;
    }
    turn.checkTurn("Actor.stop");
    return life.stop(Termination.Cause.NORMAL);
  }

  /// A value of its config is set from outside.
  void configured(ConfigEntry entry) {
    children.configured(entry);
    config.put(entry.name(), entry.value());
  }

  /// Whether it stops because it was asked to, and not because another one takes its place.
  public boolean isStoppedForGood() {
    return life.stoppingCause() == Termination.Cause.STOPPED;
  }

  // Its life, for whoever looks after it. Any thread.

  /// Begins.
  public void requestStart() {
    turn.deliver(life::start);
  }

  /// Asks it to stop in order.
  public void requestStop(Termination.Cause cause) {
    turn.deliver(() -> life.stop(cause));
  }

  /// Ends it at once.
  public void requestKill(Termination.Cause cause) {
    turn.deliver(() -> life.end(cause, 1, null));
  }

  /// Ends it at once, with whoever can do that when it is stuck.
  void kill(Termination.Cause cause) {
    requestKill(cause);
    Consumer<Termination.Cause> evict = eviction;
    if (evict != null) {
      evict.accept(cause);
    }
  }

  /// Sets who has it out when it does not come back to its loop. The action runs on any thread.
  public void whenKilled(Consumer<Termination.Cause> action) {
    eviction = action;
  }

  /// It is given up, stuck: those it looks after end without it. Any thread.
  public void abandonChildren() {
    children.abandon();
  }

  /// Succeeds when it has ended and nothing of it is left. It has no owner.
  public Deferred<Termination> ended() {
    return ended;
  }

  /// How it ended; null as long as it has not.
  public @Nullable Termination termination() {
    return life.termination();
  }

  /// Sets what is left to do when it has ended, before [#finished]: its thread or process is still
  /// there. To be called before it starts.
  public void whenOver(Consumer<Termination> action) {
    life.onEnded(action);
  }

  /// Notes that it is over, whatever it was doing: its thread is stuck or gone. Any thread.
  public void declareEnded(Termination termination) {
    life.declareEnded(termination);
    turn.deliver(() -> life.clear(termination));
    finished(termination);
  }

  /// Tells everybody that it has ended. After this nothing of it is left.
  public void finished(Termination termination) {
    population.directory().strike(self, spec.group());
    OWNERS.remove(reactor, this);
    ended.succeed(termination);
  }

  /// Whether it takes no more messages.
  boolean isClosedToMessages() {
    return life.state().isAfterRunning();
  }

  /// The termination of this actor with a cause.
  Termination stoppedAs(Termination.Cause cause) {
    return new Termination(id, name(), cause, 0, null);
  }

  /// The termination of this actor by a halt.
  Termination haltedBy(Halt halt) {
    return new Termination(id, name(), Termination.Cause.HALTED, halt.exitCode(), halt);
  }

  /// Its links end with it. On the turn.
  void closeLinks() {
    links.values().forEach(Link::close);
    links.clear();
    lastLink = null;
  }

  // Failures.

  /// Something of this actor has failed, and nobody asked for it.
  ///
  /// @param kind what sort of callback it was
  void failed(String kind, Object callback, Throwable failure) {
    if (failure instanceof Halt halt) {
      life.halt(halt);
    } else if (failure instanceof CancellationException && termination() != null) {
      return; // It was cut off by the end of the actor.
    } else {
      failures.report(kind + " of actor " + self, callback, failure, null);
      if (spec.failurePolicy() == FailurePolicy.STOP) {
        life.fail(failure);
      }
    }
  }

  /// Reports a failure that does not end the actor in any case, unless it is a halt.
  void report(String kind, Object callback, Throwable failure) {
    if (failure instanceof Halt halt) {
      life.halt(halt);
    } else if (!(failure instanceof CancellationException) || termination() == null) {
      failures.report(kind + " of actor " + self, callback, failure, null);
    }
  }

  @Override
  public String toString() {
    return "%s %s, %s".formatted(kind, self, state());
  }
}

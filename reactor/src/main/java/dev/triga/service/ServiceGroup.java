package dev.triga.service;

import dev.triga.async.Concurrently;
import dev.triga.async.Deferred;
import dev.triga.async.DeferredLock;
import dev.triga.async.TimeoutFailure;
import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Services that are started in the order in which they were added, each when the one before has
/// started, and stopped in reverse. A group is a service, so groups form a tree.
///
/// **Start.** The first child that fails, or is not ready when its deadline is over, ends the
/// start: those that have started are stopped, and the start fails with [ServiceFailure].
///
/// **Stop.** Each child has its deadline too; one that fails is reported to the uncaught handler,
/// one that is overdue is named in the log and left behind, and the others are stopped all the
/// same. A stop during the start cancels the child that is starting.
///
/// **What blocks** is said by [#toString()] at any time, with the path to the child: `app stopping,
/// waiting for app/web`. The reactor's [dev.triga.reactor.ReactorBuilder#phaseDeadline] limits the
/// stop of a whole tree at shutdown.
///
/// **Threads.** On the turn. A group that has stopped can be started again.
public final class ServiceGroup implements Service {
  /// How long a child may take to start, and to stop, unless [#deadlines] says otherwise.
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  private final Reactor reactor;
  private final Turn turn;
  private final Failures failures;
  private final String name;
  private final List<Child> children = new ArrayList<>();

  /// Starting and stopping, of all or of one: never two at once.
  private final DeferredLock lock;

  private Duration startDeadline = DEFAULT_DEADLINE;
  private Duration stopDeadline = DEFAULT_DEADLINE;
  private @Nullable ServiceGroup parent;
  private State state = State.STOPPED;
  private @Nullable Child current;
  private @Nullable Deferred<?> starting;

  /// Where a group is between start and stop.
  public enum State {
    /// Not started, or stopped again.
    STOPPED,
    /// Its children are starting.
    STARTING,
    /// All children have started.
    RUNNING,
    /// Its children are stopping.
    STOPPING
  }

  private static final class Child {
    private final Service service;

    /// Whether it has to be stopped.
    private boolean isStarted;

    private Child(Service service) {
      this.service = service;
    }
  }

  /// A group without children.
  public ServiceGroup(Reactor reactor, String name) {
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.failures = (Failures) reactor;
    this.name = Objects.requireNonNull(name, "name");
    this.lock = new DeferredLock(reactor);
  }

  /// Sets how long each child may take.
  ///
  /// @return this
  /// @throws IllegalArgumentException unless both are positive
  public ServiceGroup deadlines(Duration start, Duration stop) {
    turn.checkTurn("ServiceGroup.deadlines");
    if (!start.isPositive() || !stop.isPositive()) {
      throw new IllegalArgumentException(
          "deadlines of %s and %s: both must be positive".formatted(start, stop));
    }
    this.startDeadline = start;
    this.stopDeadline = stop;
    return this;
  }

  // Children.

  /// Adds a child behind the others. In a group that runs, it is started at once.
  ///
  /// @return succeeds at once, in a running group when the child has started; fails if it does not
  ///   start: then it stays in the group, for the next start, and the others are left alone
  /// @throws IllegalArgumentException if there is one of its name
  public Deferred<@Nullable Void> add(Service service) {
    turn.checkTurn("ServiceGroup.add");
    String added = service.name();
    if (find(added) != null) {
      throw new IllegalArgumentException(
          "group '%s' has a service '%s' already; give it another name".formatted(path(), added));
    }
    if (service instanceof ServiceGroup group) {
      group.parent = this;
    }
    var child = new Child(service);
    children.add(child);
    return oneAtATime(() -> state == State.RUNNING ? startChild(child) : null);
  }

  /// Takes a child out, and stops it if it has been started.
  ///
  /// @return succeeds when it has stopped, or is overdue
  /// @throws IllegalArgumentException if there is none of that name
  public Deferred<@Nullable Void> remove(String service) {
    turn.checkTurn("ServiceGroup.remove");
    Child child = find(service);
    if (child == null) {
      throw new IllegalArgumentException(
          "group '%s' has no service '%s', but %s".formatted(path(), service, services()));
    }
    children.remove(child);
    return oneAtATime(() -> child.isStarted ? stopChild(child) : null);
  }

  private @Nullable Child find(String service) {
    for (Child child : children) {
      if (child.service.name().equals(service)) {
        return child;
      }
    }
    return null;
  }

  /// The names of the children, in order. On the turn.
  public List<String> services() {
    return children.stream().map(child -> child.service.name()).toList();
  }

  // Start and stop.

  /// Starts the children. Cancelling the result stops the group.
  ///
  /// @return succeeds when all have started; fails with [ServiceFailure] when one does not, after
  ///   those before it have stopped
  @Override
  public Deferred<@Nullable Void> start() {
    turn.checkTurn("ServiceGroup.start");
    return oneAtATime(this::startAll).onCancel(why -> stop());
  }

  /// Stops the children.
  ///
  /// @return succeeds when all have stopped or are overdue, at once when none has started.
  ///   Cancelling it changes nothing
  @Override
  public Deferred<@Nullable Void> stop() {
    turn.checkTurn("ServiceGroup.stop");
    if (starting != null) {
      starting.cancel();
    }
    return oneAtATime(this::stopAll);
  }

  /// Starts the group when the reactor runs and stops it before the reactor's shutdown. If it does
  /// not start, the reactor is halted: [Reactor#run()] throws [Halt] with exit code 1 and the
  /// [ServiceFailure] as its cause.
  public void runWithReactor() {
    turn.checkTurn("ServiceGroup.runWithReactor");
    reactor.events().before(SystemEvent.SHUTDOWN, this::stop);
    reactor.whenRunning(() -> {
      var _ =
          start()
              .exceptionally(failure -> {
                if (!(failure instanceof ServiceFailure)) {
                  return null; // Stopped before it had started.
                }
                var halt = new Halt(String.valueOf(failure.getMessage()), 1);
                halt.initCause(failure);
                throw halt;
              });
    });
  }

  /// Does one thing when those before it have ended; what it returns may be null.
  private Deferred<@Nullable Void> oneAtATime(Callable<@Nullable CompletionStage<?>> what) {
    Deferred<@Nullable Void> result = Deferred.named("service group " + path(), reactor);
    var _ =
        lock.run(
                () -> {
                  CompletionStage<?> stage = what.call();
                  return stage == null ? Deferred.succeeded("at once") : stage;
                })
            .handle((value, failure) -> {
              if (failure == null) {
                succeed(result);
              } else {
                result.fail(failure);
              }
              return null;
            });
    return result;
  }

  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  private static void succeed(Deferred<@Nullable Void> result) {
    result.succeed(null);
  }

  private @Nullable CompletionStage<?> startAll() {
    if (state == State.RUNNING) {
      return null;
    }
    state = State.STARTING;
    Deferred<@Nullable Void> result = new Deferred<>(reactor);
    Deferred<?> all =
        Concurrently.atMost(reactor, 1).forEach(List.copyOf(children), this::startChild);
    starting = all;
    var _ =
        all.handle((value, failure) -> {
          starting = null;
          if (failure == null) {
            state = State.RUNNING;
            succeed(result);
          } else {
            Throwable cause = failure.getCause();
            Throwable why = cause instanceof ServiceFailure ? cause : failure;
            var _ = stopAll().whenComplete((done, never) -> result.fail(why));
          }
          return null;
        });
    return result;
  }

  private Deferred<?> stopAll() {
    state = State.STOPPING;
    List<Child> started = children.reversed().stream().filter(child -> child.isStarted).toList();
    return Concurrently.atMost(reactor, 1)
        .forEach(started, this::stopChild)
        .whenComplete((value, never) -> {
          current = null;
          state = State.STOPPED;
        });
  }

  private CompletionStage<?> startChild(Child child) throws Exception {
    current = child;
    // A group has children to stop even when its start does not come to its end.
    child.isStarted = child.service instanceof ServiceGroup;
    CompletionStage<?> stage;
    try {
      stage = child.service.start();
    } catch (Halt halt) {
      throw halt;
    } catch (Exception failure) {
      throw didNotStart(child, failure);
    }
    return limited(child, stage, startDeadline)
        .handle((value, failure) -> {
          if (failure != null) {
            throw didNotStart(child, failure);
          }
          child.isStarted = true;
          current = null;
          return null;
        });
  }

  private ServiceFailure didNotStart(Child child, Throwable failure) {
    if (failure instanceof ServiceFailure deeper) {
      return deeper;
    }
    String service = path() + '/' + child.service.name();
    String how =
        failure instanceof TimeoutFailure late
            ? "did not start within " + late.after()
            : "did not start: " + failure;
    return new ServiceFailure(service, "service '%s' %s".formatted(service, how), failure);
  }

  private CompletionStage<?> stopChild(Child child) {
    current = child;
    child.isStarted = false;
    CompletionStage<?> stage = null;
    try {
      stage = child.service.stop();
    } catch (Exception failure) {
      failures.report("stop of a service", child.service, failure, null);
    }
    return limited(child, stage, stopDeadline)
        .handle((value, failure) -> {
          if (failure instanceof TimeoutFailure late) {
            reactor
                .log()
                .warning(() ->
                    "service '%s/%s' did not stop within %s and is left behind"
                        .formatted(path(), child.service.name(), late.after()));
          } else if (failure != null) {
            failures.report("stop of a service", child.service, failure, null);
          }
          return null;
        });
  }

  private Deferred<?> limited(Child child, @Nullable CompletionStage<?> stage, Duration deadline) {
    Deferred<?> ending = stage == null ? Deferred.succeeded("at once") : Deferred.of(stage);
    Deferred<?> here = ending.on(reactor);
    // The children of a group have their own deadlines. Left behind, they would go on stopping
    // beside services that they need.
    return child.service instanceof ServiceGroup ? here : here.timeout(deadline);
  }

  // About.

  @Override
  public String name() {
    return name;
  }

  /// Where the group is between start and stop. On the turn.
  public State state() {
    return state;
  }

  private String path() {
    return parent == null ? name : parent.path() + '/' + name;
  }

  /// The name, the state, and which child is waited for.
  @Override
  public String toString() {
    String about = path() + ' ' + state.name().toLowerCase(Locale.ROOT);
    return current == null || state == State.STOPPED || state == State.RUNNING
        ? about
        : about + ", waiting for " + blocking(current);
  }

  private String blocking(Child child) {
    return child.service instanceof ServiceGroup group && group.current != null
        ? group.blocking(group.current)
        : path() + '/' + child.service.name();
  }
}

package dev.triga.actors.cell;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorState;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Hook;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.async.Deferred;
import dev.triga.net.ListeningPort;
import dev.triga.reactor.CallGroup;
import dev.triga.reactor.Halt;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The way of an actor from start to end. On the actor's turn, except for the questions.
final class Life {
  private final Cell cell;
  private final CallGroup timers;
  private final Deferred<Actor> running;
  private volatile ActorState state = ActorState.INITIAL;
  private volatile @Nullable Termination termination;
  private @Nullable Behaviour behaviour;

  /// Why it stops, once it does.
  private @Nullable Cause stopping;

  private int exitCode;
  private @Nullable Throwable failure;
  private boolean isMailboxEmpty;
  private boolean isCleared;
  private Consumer<Termination> onEnded;

  Life(Cell cell) {
    this.cell = cell;
    this.onEnded = cell::finished;
    this.timers = new CallGroup(cell.name());
    this.running = new Deferred<>(cell.reactor());
  }

  ActorState state() {
    return state;
  }

  /// Why it stops; null as long as it does not. On the turn.
  @Nullable Cause stoppingCause() {
    return stopping;
  }

  @Nullable Termination termination() {
    return termination;
  }

  @Nullable Behaviour behaviour() {
    return behaviour;
  }

  /// The calls that end with the actor.
  CallGroup timers() {
    return timers;
  }

  Deferred<Actor> running() {
    return running.thenApply(actor -> actor);
  }

  void start() {
    if (state != ActorState.INITIAL) {
      return;
    }
    state = ActorState.STARTING;
    Cell before = cell.enter();
    try {
      cell.repertoire.begin(cell.spec());
      behaviour = newBehaviour();
      if (behaviour != null) {
        behaviour.answers(cell.repertoire);
      }
      cell.repertoire.close();
    } catch (Throwable thrown) {
      startFailed(thrown);
      return;
    } finally {
      Cell.leave(before);
    }
    Hook hook = cell.spec().onStart();
    Behaviour made = behaviour;
    if (hook == null && made == null) {
      started();
      return;
    }
    var _ =
        cell.begin(
                () -> {
                  if (made != null) {
                    made.onStart(cell);
                  }
                  if (hook != null) {
                    hook.run(cell);
                  }
                  return null;
                })
            .handle((nothing, thrown) -> {
              if (thrown == null) {
                started();
              } else {
                startFailed(thrown);
              }
              return null;
            });
  }

  private @Nullable Behaviour newBehaviour() throws Throwable {
    Class<? extends Behaviour> type = cell.spec().behaviour();
    if (type == null) {
      return null;
    }
    try {
      Constructor<? extends Behaviour> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          type.getName() + " needs a constructor without parameters to be an actor's behaviour", e);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private void startFailed(Throwable thrown) {
    if (thrown instanceof Halt halt) {
      halt(halt);
    } else if (state == ActorState.STARTING) {
      state = ActorState.STOPPING;
      var _ =
          cell.children
              .stopAll()
              .handle((nothing, failed) -> {
                end(Cause.BOOT_FAILED, 1, thrown);
                return null;
              });
    }
  }

  private void started() {
    if (state != ActorState.STARTING) {
      return;
    }
    state = ActorState.RUNNING;
    running.succeed(cell);
    cell.periodic().begin();
    cell.mailbox.open();
  }

  /// Begins to stop.
  ///
  /// @return whether this call was the first
  boolean stop(Cause cause) {
    return beginStop(cause, 0, null);
  }

  /// It is not to survive a failure.
  void fail(Throwable thrown) {
    beginStop(Cause.FAILED, 1, thrown);
  }

  /// A callback has thrown a halt.
  void halt(Halt halt) {
    beginStop(Cause.HALTED, halt.exitCode(), halt);
  }

  /// Too many of those that it looks after have failed.
  void giveUp(Cause cause, int code) {
    beginStop(cause, code, null);
  }

  private boolean beginStop(Cause cause, int code, @Nullable Throwable thrown) {
    if (stopping != null || termination != null) {
      return false;
    }
    stopping = cause;
    exitCode = code;
    failure = thrown;
    Duration limit = cell.spec().shutdown().limit();
    if (limit != null) {
      var _ = cell.reactor().schedule(limit, timers, () -> end(Cause.KILLED, 1, failure));
    }
    boolean wasRunning = state == ActorState.RUNNING;
    state = ActorState.STOPPING;
    if (!wasRunning) {
      // It has not begun, or its start hook is cut off: nobody has to be told that it stops.
      end(cause, code, thrown);
    } else {
      cell.periodic().end();
      cell.mailbox.close();
    }
    return true;
  }

  /// What was received before the stop has been handled.
  void mailboxIsEmpty() {
    if (isMailboxEmpty || state != ActorState.STOPPING) {
      return;
    }
    isMailboxEmpty = true;
    Hook hook = cell.spec().onStopping();
    Behaviour made = behaviour;
    if (hook == null && made == null) {
      stopChildren();
      return;
    }
    var _ =
        cell.begin(
                () -> {
                  runStopping(made == null ? null : made::onStopping);
                  runStopping(hook);
                  return null;
                })
            .handle((nothing, thrown) -> {
              stopChildren();
              return null;
            });
  }

  private void runStopping(@Nullable Hook hook) {
    if (hook != null) {
      try {
        hook.run(cell);
      } catch (Throwable thrown) {
        cell.report("stopping hook", hook, thrown);
      }
    }
  }

  private void stopChildren() {
    if (termination == null) {
      var _ =
          cell.children
              .stopAll()
              .thenCompose(nothing -> cell.computing.stop())
              .handle((nothing, thrown) -> {
                Cause cause = stopping;
                end(cause == null ? Cause.STOPPED : cause, exitCode, failure);
                return null;
              });
    }
  }

  /// It is over: nothing of it runs any more.
  void end(Cause cause, int code, @Nullable Throwable thrown) {
    if (termination != null) {
      return;
    }
    boolean inOrder = isMailboxEmpty && cause == stopping;
    Termination ended = new Termination(cell.id(), cell.name(), cause, code, thrown);
    declareEnded(ended);
    state = inOrder ? ActorState.CLOSED : ActorState.TERMINATED;
    clear(ended);
    onEnded.accept(ended);
  }

  /// Nothing of it goes on, however it has ended. On the turn.
  void clear(Termination ended) {
    if (isCleared) {
      return;
    }
    isCleared = true;
    cell.periodic().end();
    timers.cancelAll();
    cell.mailbox.end(ended);
    cell.cancelCoroutines(ended);
    cell.children.killAll();
    cell.computing.end(ended);
    cell.servers().values().forEach(ListeningPort::stopListening);
    cell.closeLinks();
    running.cancel();
  }

  /// Notes how it ended, if nobody has before. Any thread.
  void declareEnded(Termination ended) {
    synchronized (this) {
      if (termination == null) {
        termination = ended;
        if (!state.isOver()) {
          state = ActorState.TERMINATED;
        }
      }
    }
  }

  /// Sets what is left to do in its habitat when it has ended, before it counts as gone.
  void onEnded(Consumer<Termination> action) {
    onEnded = action;
  }
}

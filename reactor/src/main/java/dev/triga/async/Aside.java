package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What stands in a pending Deferred's list of listeners and is not one: the rare things, which
/// therefore cost nothing where they are not used.
abstract sealed class Aside extends Stage<@Nullable Object> {

  private Aside(@Nullable Object next) {
    super();
    this.next = next;
  }

  /// The Deferred that it stands in has ended.
  ///
  /// @param why the cancellation, if that was it
  void sourceEnded(@Nullable CancellationException why) {}

  /// The same on top of another list; the list itself when it is not needed any more.
  abstract @Nullable Object above(@Nullable Object list);

  /// By how much it changes the count of pauses.
  int pauses() {
    return 0;
  }

  /// The listener that it stands for, if any.
  @Nullable Stage<?> listener() {
    return null;
  }

  @Override
  boolean isLive() {
    return false;
  }

  @Override
  @Nullable Object outcome(Object result) {
    throw new AssertionError("an aside is never told a result");
  }

  /// Changes the count of pauses.
  static final class Pauses extends Aside {
    private final int change;

    Pauses(int change, @Nullable Object next) {
      super(next);
      this.change = change;
    }

    @Override
    Aside above(@Nullable Object list) {
      return new Pauses(change, list);
    }

    @Override
    int pauses() {
      return change;
    }
  }

  /// What to do when the Deferred is cancelled.
  static final class Canceller extends Aside {
    private final @Nullable Turn turn;
    private final Consumer<? super CancellationException> action;
    private final AtomicBoolean hasRun;

    Canceller(@Nullable Turn turn, Consumer<? super CancellationException> action) {
      this(turn, action, new AtomicBoolean(), null);
    }

    private Canceller(
        @Nullable Turn turn,
        Consumer<? super CancellationException> action,
        AtomicBoolean hasRun,
        @Nullable Object next) {
      super(next);
      this.turn = turn;
      this.action = action;
      this.hasRun = hasRun;
    }

    @Override
    Aside above(@Nullable Object list) {
      return new Canceller(turn, action, hasRun, list);
    }

    @Override
    void sourceEnded(@Nullable CancellationException why) {
      if (why != null) {
        runOnTurn(why);
      }
    }

    /// Has the action run on the turn, or right here when there is none, unless it has run.
    void runOnTurn(CancellationException why) {
      if (!claim()) {
        return;
      }
      if (turn == null) {
        run(why);
      } else if (turn.isOnTurn()) {
        turn.ready(() -> run(why));
      } else {
        turn.deliver(() -> run(why));
      }
    }

    /// Takes the right to run the action; true once.
    boolean claim() {
      return hasRun.compareAndSet(false, true);
    }

    /// Runs the action, for who has claimed it. What it throws stays with the cancellation, unless
    /// it is fatal.
    void run(CancellationException why) {
      try {
        action.accept(why);
      } catch (Throwable error) {
        if (Failures.isFatal(error)) {
          throw error;
        }
        if (error != why) {
          why.addSuppressed(error);
        }
      }
    }
  }

  /// What to do when the Deferred ends, however it does, before listeners are told.
  static final class AtEnd extends Aside {
    private final Runnable action;

    AtEnd(Runnable action, @Nullable Object next) {
      super(next);
      this.action = action;
    }

    @Override
    Aside above(@Nullable Object list) {
      return new AtEnd(action, list);
    }

    @Override
    void sourceEnded(@Nullable CancellationException why) {
      action.run();
    }
  }

  /// The stack of the creation, in debug mode.
  static final class Created extends Aside {
    final Trace trace;

    Created(Trace trace, @Nullable Object next) {
      super(next);
      this.trace = trace;
    }

    @Override
    Aside above(@Nullable Object list) {
      return new Created(trace, list);
    }
  }

  /// Stands for a listener after the list was rebuilt.
  static final class Link extends Aside {
    private final Stage<?> listener;

    Link(Stage<?> listener, @Nullable Object next) {
      super(next);
      this.listener = listener;
    }

    @Override
    @Nullable Object above(@Nullable Object list) {
      return isLive() ? new Link(listener, list) : list;
    }

    @Override
    Stage<?> listener() {
      return listener;
    }

    @Override
    Deferred<?> target() {
      return listener.target();
    }

    @Override
    boolean isLive() {
      return listener.isLive();
    }
  }

  /// Counts how many listeners below have ended before their source, so that a long-lived source
  /// forgets them at a constant cost for each.
  static final class Fallen extends Aside {
    final int total;
    final int dead;

    Fallen(int total, int dead, @Nullable Object next) {
      super(next);
      this.total = total;
      this.dead = dead;
    }

    @Override
    @Nullable Object above(@Nullable Object list) {
      return list;
    }
  }

  /// Keeps the turn's own list unused, in a stage that is told on another thread.
  static final class Away extends Aside {
    Away(@Nullable Object next) {
      super(next);
    }

    @Override
    Aside above(@Nullable Object list) {
      return new Away(list);
    }
  }
}

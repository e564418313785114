package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A result that comes later, once: a value, a failure, or a cancellation.
///
/// **Who may call.** Any thread may complete, cancel, pause and listen. Each listener runs exactly
/// once (not at all if its own stage has ended before), in the order of registration, on the turn
/// of the reactor that owns the Deferred, and never inside the call that registered or completed
/// it. A Deferred *without an owner* is the exception: its listeners run inside the call that
/// completes it, one that is added after the end inside the call that adds it; when such a call is
/// made inside a listener of this kind, they run right after that listener. No chain is too long
/// for the stack.
///
/// **Stages.** Each method of [CompletionStage] gives a new Deferred with the same owner, which
/// depends on this one. Dependents get failures as they are, never in a
/// [java.util.concurrent.CompletionException]; only what comes from [#toCompletableFuture()] wraps,
/// as the JDK does. What a listener throws becomes the failure of its stage;
/// [dev.triga.reactor.Halt] and fatal errors of the virtual machine also go on to the reactor (or
/// out of the completing call, without an owner).
///
/// **Cancelling** a stage also cancels what it waits for, unless somebody else listens to that; it
/// tells who won. Whoever makes the result says with [#onCancel] how to give up.
///
/// **Failures do not get lost.** One that no listener takes within a second, or until the reactor
/// stops, is reported once: by the owner, else by the current reactor, else to the system logger
/// `dev.triga.async`. Where a dependent took it, the dependent is the one that has to be listened
/// to. A cancellation is not reported. With `-Dtriga.debug=true` (or the owner's debug flag) the
/// stacks of creation and completion are kept: see [#dump()].
///
/// @param <T> the type of the value; `@Nullable` if it may be null
public class Deferred<T extends @Nullable Object> extends Chaining<T>
    implements CompletionStage<T> {

  /// Makes one without an owner.
  public Deferred() {
    this((Turn) null, true);
  }

  /// Makes one that belongs to a reactor.
  ///
  /// @param owner the reactor on whose turn listeners run
  public Deferred(Reactor owner) {
    this((Turn) Objects.requireNonNull(owner, "the owner is null; new Deferred() has none"), true);
  }

  Deferred(@Nullable Turn owner, boolean isTraceable) {
    this(owner, isTraceable, null);
  }

  Deferred(@Nullable Turn owner, boolean isTraceable, @Nullable Object function) {
    super(owner, isTraceable, function);
  }

  /// One with a name that appears in its text form.
  ///
  /// @param owner the reactor on whose turn listeners run, or null
  public static <T extends @Nullable Object> Deferred<T> named(
      String name, @Nullable Reactor owner) {
    return new Named<>((Turn) owner, Objects.requireNonNull(name, "the name is null"));
  }

  /// One without an owner that has succeeded with a value.
  public static <T extends @Nullable Object> Deferred<T> succeeded(T value) {
    Deferred<T> deferred = new Deferred<>();
    deferred.settle(Encoded.value(value), null);
    return deferred;
  }

  /// One without an owner that has failed.
  public static <T extends @Nullable Object> Deferred<T> failed(Throwable failure) {
    Deferred<T> deferred = new Deferred<>();
    deferred.fail(failure);
    return deferred;
  }

  /// A stage as a Deferred: itself if it is one, else one without an owner that ends as the stage
  /// does, failures unwrapped, and whose cancellation cancels the stage where it can be.
  @SuppressWarnings("unchecked")
  public static <T extends @Nullable Object> Deferred<T> of(CompletionStage<? extends T> stage) {
    if (stage instanceof Deferred<?> deferred) {
      return (Deferred<T>) deferred;
    }
    Deferred<T> deferred = new Deferred<>();
    stage.whenComplete((value, failure) -> {
      if (failure == null) {
        deferred.succeed(value);
      } else {
        Throwable cause = failure.getCause();
        deferred.fail(failure instanceof CompletionException && cause != null ? cause : failure);
      }
    });
    deferred.onCancel(why -> cancelForeign(stage));
    return deferred;
  }

  private static void cancelForeign(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException e) {
      // Such a stage cannot be cancelled; its result will be dropped.
    }
  }

  /// Calls a function now: its value, or what it throws, is the result. [dev.triga.reactor.Halt]
  /// and fatal errors of the virtual machine are thrown on.
  public static <T extends @Nullable Object> Deferred<T> maybe(Callable<? extends T> function) {
    try {
      return succeeded(function.call());
    } catch (Throwable failure) {
      return thrown(failure);
    }
  }

  /// Calls a function now which finds a stage: that stage as a Deferred, or a failed one with what
  /// the function throws.
  public static <T extends @Nullable Object> Deferred<T> maybeStage(
      Callable<? extends CompletionStage<? extends T>> function) {
    try {
      return of(Objects.requireNonNull(function.call(), "the function returned null, no stage"));
    } catch (Throwable failure) {
      return thrown(failure);
    }
  }

  private static <T extends @Nullable Object> Deferred<T> thrown(Throwable failure) {
    if (Failures.isFatal(failure)) {
      throw Failure.raise(failure);
    }
    return failed(failure);
  }

  // Many

  /// All values, in the order of the members; the first failure fails it with a [MemberFailure] and
  /// cancels the other members. Without members: an empty list at once. Cancelling it cancels the
  /// members. Its owner is the first owner among the members.
  public static <T extends @Nullable Object> Deferred<List<T>> all(
      Collection<? extends CompletionStage<? extends T>> members) {
    return all(members, Rest.CANCEL);
  }

  /// As [#all(Collection)].
  ///
  /// @param rest what becomes of the other members after the first failure
  public static <T extends @Nullable Object> Deferred<List<T>> all(
      Collection<? extends CompletionStage<? extends T>> members, Rest rest) {
    return new Gathering.All<T>(Gathering.deferreds(members), rest).begin();
  }

  /// How each member ended, in the order of the members, once all have; it never fails. Without
  /// members: an empty list at once. Cancelling it cancels the members.
  public static <T extends @Nullable Object> Deferred<List<Settled<T>>> settled(
      Collection<? extends CompletionStage<? extends T>> members) {
    return new Gathering.Every<T>(Gathering.deferreds(members)).begin();
  }

  /// The first value and whose it is; the other members are cancelled. If all fail, or without
  /// members, it fails with a [RaceFailure]. Cancelling it cancels the members.
  public static <T extends @Nullable Object> Deferred<Winner<T>> race(
      Collection<? extends CompletionStage<? extends T>> members) {
    return race(members, Rest.CANCEL);
  }

  /// As [#race(Collection)].
  ///
  /// @param rest what becomes of the other members after the first value
  public static <T extends @Nullable Object> Deferred<Winner<T>> race(
      Collection<? extends CompletionStage<? extends T>> members, Rest rest) {
    return new Gathering.Race<T>(Gathering.deferreds(members), rest).begin();
  }

  // Ending it

  /// Ends it with a value.
  ///
  /// @return false when it had ended before, in which case nothing changes
  public boolean succeed(T value) {
    return settle(Encoded.value(value), null);
  }

  /// Ends it with a failure.
  ///
  /// @return false when it had ended before, in which case nothing changes
  public boolean fail(Throwable failure) {
    return settle(
        new Failure(Objects.requireNonNull(failure, "a failure is needed, not null")), null);
  }

  /// Cancels it without a reason; see [#cancel(Throwable)].
  public boolean cancel() {
    return cancelFor(null);
  }

  /// Cancels it: the cancellers run, then it fails with a [CancelFailure]. What it waits for is
  /// cancelled too if nobody else listens to that; when a canceller there supplies a value instead,
  /// this Deferred gets that value in the ordinary way.
  ///
  /// @param cause why; the cause of the [CancelFailure]
  /// @return whether this call has ended it; false when it had ended before, or a canceller
  ///   supplied another result
  public boolean cancel(Throwable cause) {
    return cancelFor(Objects.requireNonNull(cause, "the cause is null; cancel() needs none"));
  }

  private boolean cancelFor(@Nullable Throwable cause) {
    return !isDone() && CancelSweep.cancel(this, null, new CancelFailure(cause));
  }

  /// Says how to give up: the action runs at most once, when this is cancelled, and may itself
  /// complete this Deferred, which then is not cancelled.
  ///
  /// It runs on the owner's turn: inside the cancelling call if that is on the turn or there is no
  /// owner. Otherwise the cancellation is final at once and the action follows on the turn. On a
  /// Deferred that has been cancelled before it runs too, to clean up. What it throws is added to
  /// the [CancelFailure] as a suppressed exception.
  ///
  /// @param canceller is given the cancellation
  /// @return this
  public Deferred<T> onCancel(Consumer<? super CancellationException> canceller) {
    Aside.Canceller aside =
        new Aside.Canceller(owner, Objects.requireNonNull(canceller, "the canceller is null"));
    if (!putAside(aside)
        && failure() instanceof Failure failure
        && failure.error instanceof CancelFailure why) {
      aside.runOnTurn(why);
    }
    return this;
  }

  /// For subclasses that stand for work in progress: called once, right after a cancel has ended
  /// this Deferred, on the cancelling thread and without the turn. It must not block or throw.
  /// Others say with [#onCancel] how to give up.
  ///
  /// @param why what this Deferred has failed with
  protected void cancelled(CancellationException why) {}

  // Time

  /// A stage that ends as this does, or fails with a [TimeoutFailure] when the time is over first.
  /// Then this Deferred is cancelled, unless somebody else listens to it; a value that its
  /// canceller supplies is passed on.
  ///
  /// The time is the owner's, else the current reactor's, else the JDK's.
  ///
  /// @param limit not negative; zero is the next pass of the reactor
  /// @throws IllegalArgumentException if the limit is negative
  public Deferred<T> timeout(Duration limit) {
    return Timeout.of(this, limit, null);
  }

  /// As [#timeout(Duration)], but with a value in place of the failure.
  ///
  /// @param fallback finds the value, on the turn, when the time is over
  public Deferred<T> timeout(Duration limit, Supplier<? extends T> fallback) {
    return Timeout.of(this, limit, Objects.requireNonNull(fallback, "the fallback is null"));
  }

  /// Holds back delivery: listeners are not told until [#resume()] has been called as often.
  /// Listeners that run already go on, the ones after them wait.
  public void pause() {
    addPause();
  }

  /// Takes back one [#pause()].
  ///
  /// @throws IllegalStateException if it is not paused
  public void resume() {
    if (!removePause()) {
      throw new IllegalStateException(
          this + " is not paused; each resume() needs a pause() before it");
    }
  }

  // Where

  /// The reactor on whose turn listeners run; null when there is none.
  public @Nullable Reactor owner() {
    return owner == null ? null : owner.reactor();
  }

  /// A stage with the same result whose listeners run on the turn of another reactor.
  public Deferred<T> on(Reactor reactor) {
    return on((Turn) reactor);
  }

  final Deferred<T> on(Turn turn) {
    Stages.Relay<T> relay = new Stages.Relay<>(turn, this, "on");
    listen(relay, null);
    return relay;
  }

  // How it stands

  /// Whether it has ended. Listeners may not have been told yet.
  public final boolean isDone() {
    return !isPending();
  }

  /// Whether it has ended with a value.
  public boolean isSucceeded() {
    return isDone() && failure() == null;
  }

  /// Whether it has ended with a failure; a cancellation is one.
  public boolean isFailed() {
    return failure() != null;
  }

  /// Whether it has ended by a cancellation, its own or one of what it waited for.
  public boolean isCancelled() {
    return failure() instanceof Failure failure && failure.error instanceof CancellationException;
  }

  /// The value of one that has succeeded.
  ///
  /// @throws IllegalStateException if it is pending or has failed
  public T resultNow() {
    Object state = ended();
    if (state == null) {
      throw new IllegalStateException(this + " has no result yet; listen to it with thenAccept");
    }
    Object result = Finish.result(state);
    if (result instanceof Failure failure) {
      throw new IllegalStateException(this + " has no value", failure.error);
    }
    return Encoded.decode(result);
  }

  /// The failure of one that has failed; it counts as taken from then on.
  ///
  /// @throws IllegalStateException if it is pending or has succeeded
  public Throwable failureNow() {
    Failure failure = failure();
    if (failure == null) {
      throw new IllegalStateException(this + " has not failed");
    }
    observe();
    return failure.error;
  }

  /// Its kind or name, and how it stands, in one line.
  @Override
  public String toString() {
    return Description.line(this);
  }

  /// It and what it waits for, one line each, with the stacks that debug mode keeps.
  public String dump() {
    return Description.tree(this);
  }

  // For the package

  final @Nullable Failure failure() {
    Object state = ended();
    return state != null && Finish.result(state) instanceof Failure failure ? failure : null;
  }

  final @Nullable Trace trace() {
    if (ended() instanceof Object state) {
      return Finish.at(state).trace;
    }
    for (Stage<?> stage : listed()) {
      if (stage instanceof Aside.Created created) {
        return created.trace;
      }
    }
    return null;
  }

  /// What this waits for.
  List<Deferred<?>> sources() {
    return List.of();
  }

  /// What it is called in its text form.
  String label() {
    String type = getClass().getSimpleName();
    return type.isEmpty() ? "Deferred" : type;
  }

  /// One with a name.
  private static final class Named<T extends @Nullable Object> extends Deferred<T> {
    private final String name;

    Named(@Nullable Turn owner, String name) {
      super(owner, true);
      this.name = name;
    }

    @Override
    String label() {
      return "Deferred " + name;
    }
  }
}

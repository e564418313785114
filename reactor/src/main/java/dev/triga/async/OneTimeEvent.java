package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Registration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Something that happens once, such as the start of a server: what is told stays the same for
/// ever.
///
/// **Order.** Listeners are called one after the other, in the order in which they came, inside
/// [#fire]; each may return a stage, and [#handled()] waits for all of them. One that comes after
/// the firing is told soon, with the same value.
///
/// **Failures.** What a listener throws, or its stage fails with, goes to the reactor's uncaught
/// handler; it counts as handled.
///
/// **Threads.** On the turn. At most [Event#LISTENERS_MAX] listeners.
///
/// @param <T> the type of what listeners are told
public final class OneTimeEvent<T> {
  private final String name;
  private final Turn turn;
  private final Failures failures;
  private final Map<Object, Listener<? super T>> listeners = new LinkedHashMap<>();
  private final Waiters<T> waiting;
  private final Waiters<@Nullable Void> waitingForAll;

  /// What was told; null before.
  private @Nullable T told;

  private int unfinished;

  /// One who wants to hear of it.
  ///
  /// @param <T> the type of what is told
  @FunctionalInterface
  public interface Listener<T> {
    /// It has happened. Called on the turn.
    ///
    /// @return a stage that [OneTimeEvent#handled()] waits for, or null when everything is done
    /// @throws Exception to report that it failed
    @Nullable CompletionStage<?> happened(T value) throws Exception;
  }

  /// One that has not been fired.
  ///
  /// @param name what it is called in reports
  public OneTimeEvent(Reactor reactor, String name) {
    this.name = Objects.requireNonNull(name, "name");
    this.turn = (Turn) reactor;
    this.failures = (Failures) reactor;
    this.waiting = new Waiters<>(turn, "waiting for event '" + name + "'", Event.LISTENERS_MAX);
    this.waitingForAll =
        new Waiters<>(turn, "waiting for the listeners of '" + name + "'", Event.LISTENERS_MAX);
  }

  /// Tells `listener` when it happens; soon, if it has happened.
  ///
  /// @return to be cancelled when no longer wanted
  /// @throws OverflowFailure if there are too many listeners
  public Registration on(Listener<? super T> listener) {
    turn.checkTurn("OneTimeEvent.on");
    if (listeners.size() >= Event.LISTENERS_MAX) {
      throw new OverflowFailure("listeners of event '" + name + "'", Event.LISTENERS_MAX);
    }
    // Not by the listener itself: it may be registered twice.
    var key = new Object();
    listeners.put(key, Objects.requireNonNull(listener, "listener"));
    T value = told;
    if (value != null) {
      turn.execute(() -> tell(key, value));
    }
    return () -> {
      turn.checkTurn("Registration.cancel of a listener");
      return listeners.remove(key) != null;
    };
  }

  /// It happens: tells everybody.
  ///
  /// @return whether this call did it; false when it had happened before, in which case nothing
  ///   changes
  public boolean fire(T value) {
    turn.checkTurn("OneTimeEvent.fire");
    if (told != null) {
      return false;
    }
    told = Objects.requireNonNull(value, "an event tells no null");
    unfinished = 1; // This call itself.
    List.copyOf(listeners.keySet()).forEach(key -> tell(key, value));
    serveAll(waiting, value);
    oneHasFinished();
    return true;
  }

  private static <V extends @Nullable Object> void serveAll(Waiters<V> waiters, V value) {
    while (!waiters.isEmpty()) {
      waiters.serve(value);
    }
  }

  private void tell(Object key, T value) {
    Listener<? super T> listener = listeners.remove(key);
    if (listener == null) {
      return;
    }
    try {
      CompletionStage<?> stage = listener.happened(value);
      if (stage != null) {
        unfinished++;
        var _ = Begun.work(turn, () -> stage, (ignored, error) -> ended(listener, error));
      }
    } catch (Throwable error) {
      report(listener, error);
    }
  }

  private void ended(Listener<? super T> listener, @Nullable Throwable error) {
    if (error != null) {
      report(listener, error);
    }
    oneHasFinished();
  }

  private void report(Listener<? super T> listener, Throwable error) {
    failures.report("listener of event '" + name + "'", listener, error, null);
  }

  @SuppressWarnings("NullAway") // It cannot see that V takes null where V says so.
  private void oneHasFinished() {
    if (--unfinished == 0) {
      serveAll(waitingForAll, null);
    }
  }

  /// What is told when it happens, or was told. It fails with [OverflowFailure] if too many wait.
  public Deferred<T> fired() {
    turn.checkTurn("OneTimeEvent.fired");
    Deferred<T> result = told == null ? waiting.add() : new Deferred<>(turn, true);
    if (told != null) {
      result.succeed(told);
    }
    return result;
  }

  /// Succeeds when it has happened and what the listeners began has ended. It fails with
  /// [OverflowFailure] if too many wait.
  public Deferred<@Nullable Void> handled() {
    turn.checkTurn("OneTimeEvent.handled");
    if (told == null || unfinished > 0) {
      return waitingForAll.add();
    }
    Deferred<@Nullable Void> result = new Deferred<>(turn, true);
    result.settle(Encoded.NULL, null);
    return result;
  }

  /// Whether it has happened. On the turn.
  public boolean isFired() {
    return told != null;
  }

  @Override
  public String toString() {
    return "OneTimeEvent[%s, %s, %d listeners]"
        .formatted(name, told == null ? "not fired" : "fired", listeners.size());
  }
}

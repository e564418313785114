package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Something that happens many times, and those who want to hear of it.
///
/// **Order.** Listeners are told one after the other, in the order in which they came, inside
/// [#fire]. One that is added during a firing hears of the next; one that is removed during it is
/// not told any more. A firing inside a listener follows after the one in progress.
///
/// **Failures.** What a listener throws goes to the reactor's uncaught handler, and the others are
/// told all the same.
///
/// **Threads.** On the turn. At most [#LISTENERS_MAX] listeners.
///
/// ```java
/// var started = new Event<Instance>(reactor, "instance started");
/// started.on(instance -> journal.write());
/// Deferred<Instance> nextOne = started.next();
/// ```
///
/// @param <T> the type of what listeners are told
public final class Event<T> {
  /// How many listeners, and how many who wait with [#next()], there may be: so many of them are
  /// registered by mistake again and again.
  public static final int LISTENERS_MAX = 10_000;

  private final String name;
  private final Turn turn;
  private final Failures failures;
  private final Waiters<T> waiters;

  /// Replaced as a whole, so that a firing goes through those who were there when it began.
  private List<Listener<T>> listeners = List.of();

  private long fired;
  private boolean isFiring;

  private static final class Listener<T> {
    private final Consumer<? super T> action;
    private boolean isGone;

    private Listener(Consumer<? super T> action) {
      this.action = action;
    }
  }

  /// One without listeners.
  ///
  /// @param name what it is called in reports
  public Event(Reactor reactor, String name) {
    this.name = Objects.requireNonNull(name, "name");
    this.turn = (Turn) reactor;
    this.failures = (Failures) reactor;
    this.waiters = new Waiters<>(turn, "waiting for event '" + name + "'", LISTENERS_MAX);
  }

  /// Tells `listener` each time, from the next firing on.
  ///
  /// @return to be cancelled when no longer wanted
  /// @throws OverflowFailure if there are too many listeners
  public Registration on(Consumer<? super T> listener) {
    turn.checkTurn("Event.on");
    if (listeners.size() >= LISTENERS_MAX) {
      throw new OverflowFailure("listeners of event '" + name + "'", LISTENERS_MAX);
    }
    var added = new Listener<T>(Objects.requireNonNull(listener, "listener"));
    List<Listener<T>> more = new ArrayList<>(listeners);
    more.add(added);
    listeners = more;
    return () -> remove(added);
  }

  private boolean remove(Listener<T> listener) {
    turn.checkTurn("Registration.cancel of a listener");
    if (listener.isGone) {
      return false;
    }
    listener.isGone = true;
    List<Listener<T>> fewer = new ArrayList<>(listeners);
    fewer.remove(listener);
    listeners = fewer;
    return true;
  }

  /// What is told at the next firing. It fails with [OverflowFailure] if too many wait for it.
  public Deferred<T> next() {
    turn.checkTurn("Event.next");
    return waiters.add();
  }

  /// Tells everybody.
  public void fire(T value) {
    turn.checkTurn("Event.fire");
    if (isFiring) {
      turn.ready(() -> fire(value));
      return;
    }
    isFiring = true;
    fired++;
    for (Listener<T> listener : listeners) {
      if (!listener.isGone) {
        tell(listener.action, value);
      }
    }
    isFiring = false;
    // Only those who wait now: one who waits again in between wants the next.
    for (int i = waiters.size(); i > 0; i--) {
      waiters.serve(value);
    }
  }

  private void tell(Consumer<? super T> action, T value) {
    try {
      action.accept(value);
    } catch (Throwable error) {
      failures.report("listener of event '" + name + "'", action, error, null);
    }
  }

  /// Removes all listeners. Those who wait with [#next()] stay.
  ///
  /// @return how many there were
  public int clear() {
    turn.checkTurn("Event.clear");
    int count = listeners.size();
    listeners.forEach(listener -> listener.isGone = true);
    listeners = List.of();
    return count;
  }

  /// How many listeners there are. On the turn.
  public int listeners() {
    return listeners.size();
  }

  /// How often it has been fired. On the turn.
  public long fired() {
    return fired;
  }

  @Override
  public String toString() {
    return "Event[%s, fired %d times, %d listeners]".formatted(name, fired, listeners.size());
  }
}

package dev.triga.loop;

import dev.triga.async.Deferred;
import dev.triga.reactor.Log;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Registration;
import dev.triga.reactor.SystemEvent;
import dev.triga.reactor.SystemEvents;
import dev.triga.reactor.Trigger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The triggers of a reactor's events and the firings in progress. On the turn, except where a
/// method says otherwise.
public final class SystemEventTable implements SystemEvents {
  private final String reactorName;
  private final Turn turn;
  private final Failures failures;
  private final Log log;
  private final Duration phaseDeadline;
  private final Supplier<Deferred<Void>> newResult;

  private final Map<SystemEvent, TriggerLists> triggers = new HashMap<>();
  private final Map<SystemEvent, EventRun> running = new LinkedHashMap<>();
  private final Map<SystemEvent, Queue<Deferred<Void>>> firingsWaiting = new HashMap<>();
  private final Map<Deferred<Void>, SystemEvent> results = new LinkedHashMap<>();
  private @Nullable Trigger ownShutdown;
  private volatile boolean isClosed;

  /// @param phaseDeadline how long each phase of an event may take
  /// @param newResult makes a Deferred that belongs to the reactor
  public SystemEventTable(
      String reactorName,
      Turn turn,
      Failures failures,
      Log log,
      Duration phaseDeadline,
      Supplier<Deferred<Void>> newResult) {
    this.reactorName = reactorName;
    this.turn = turn;
    this.failures = failures;
    this.log = log;
    this.phaseDeadline = phaseDeadline;
    this.newResult = newResult;
  }

  @Override
  public Registration before(SystemEvent event, Trigger trigger) {
    return add(EventPhase.BEFORE, event, trigger, trigger);
  }

  @Override
  public Registration during(SystemEvent event, Trigger trigger) {
    return add(EventPhase.DURING, event, trigger, trigger);
  }

  @Override
  public Registration after(SystemEvent event, Trigger trigger) {
    return add(EventPhase.AFTER, event, trigger, trigger);
  }

  // The Runnable forms are here too, so that reports name what the user gave, not a wrapper around
  // it.

  @Override
  public Registration before(SystemEvent event, Runnable trigger) {
    return add(EventPhase.BEFORE, event, asTrigger(trigger), trigger);
  }

  @Override
  public Registration during(SystemEvent event, Runnable trigger) {
    return add(EventPhase.DURING, event, asTrigger(trigger), trigger);
  }

  @Override
  public Registration after(SystemEvent event, Runnable trigger) {
    return add(EventPhase.AFTER, event, asTrigger(trigger), trigger);
  }

  private static Trigger asTrigger(Runnable trigger) {
    Objects.requireNonNull(trigger, "trigger");
    return () -> {
      trigger.run();
      return null;
    };
  }

  private Registration add(EventPhase phase, SystemEvent event, Trigger trigger, Object given) {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(trigger, "trigger");
    turn.checkTurn("SystemEvents." + phase.phaseName());
    if (isClosed) {
      throw new ReactorStoppedException("a trigger of event '" + event.name() + "'", reactorName);
    }
    EventRun run = running.get(event);
    EventPhase current = run == null ? null : run.phase();
    if (event.equals(SystemEvent.SHUTDOWN) && current != null && phase.compareTo(current) < 0) {
      throw new IllegalStateException(
          "phase '%s' of the shutdown of reactor '%s' is over, a trigger in it would never be called: use '%s'"
              .formatted(phase.phaseName(), reactorName, current.phaseName()));
    }
    var entry = new EventTrigger(phase, trigger, given);
    TriggerLists lists = triggersOf(event);
    lists.add(entry);
    if (run != null && phase == current) {
      run.triggerAdded();
    }
    return () -> {
      if (isClosed) {
        return false;
      }
      turn.checkTurn("Registration.cancel of a trigger");
      return lists.cancel(entry);
    };
  }

  /// {@inheritDoc}
  ///
  /// Any thread, and always asynchronous. Of two firings of the same event the second begins when
  /// the first is done, with the triggers that were added meanwhile.
  @Override
  public Deferred<Void> fire(SystemEvent event) {
    Objects.requireNonNull(event, "event");
    if (event.equals(SystemEvent.STARTUP) || event.equals(SystemEvent.SHUTDOWN)) {
      throw new IllegalArgumentException(
          "event '" + event.name() + "' is fired by the reactor itself: run or stop it");
    }
    if (isClosed) {
      throw refused(event);
    }
    Deferred<Void> result = newResult.get();
    // Not execute: that would drop the result of a firing which the stop overtakes.
    turn.deliver(() -> fireOnTurn(event, result));
    return result;
  }

  private void fireOnTurn(SystemEvent event, Deferred<Void> result) {
    if (isClosed) {
      result.fail(refused(event));
      return;
    }
    results.put(result, event);
    if (running.containsKey(event)) {
      firingsWaiting.computeIfAbsent(event, key -> new ArrayDeque<>()).add(result);
      return;
    }
    fireInternal(event, () -> fired(event, result));
  }

  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  private void fired(SystemEvent event, Deferred<Void> result) {
    results.remove(result);
    result.succeed(null);
    Queue<Deferred<Void>> queue = firingsWaiting.get(event);
    Deferred<Void> next = queue == null ? null : queue.poll();
    if (next == null) {
      firingsWaiting.remove(event);
    } else {
      turn.ready(() -> fireInternal(event, () -> fired(event, next)));
    }
  }

  /// Fires an event for the reactor. The triggers of the first phase are called before this
  /// returns.
  ///
  /// @param whenDone called after the last phase, perhaps before this returns
  public void fireInternal(SystemEvent event, Runnable whenDone) {
    boolean isShutdown = event.equals(SystemEvent.SHUTDOWN);
    TriggerLists lists = triggersOf(event);
    if (isShutdown && ownShutdown != null) {
      // Shutdown calls in reverse order: what is added last comes first.
      lists.add(new EventTrigger(EventPhase.DURING, ownShutdown, ownShutdown));
    }
    if (lists.isEmpty()) {
      triggers.remove(event);
      whenDone.run();
      return;
    }
    var run =
        new EventRun(
            event, lists, turn, failures, log, phaseDeadline, () -> ended(event, whenDone));
    running.put(event, run);
    run.begin();
  }

  private void ended(SystemEvent event, Runnable whenDone) {
    running.remove(event);
    if (triggersOf(event).isEmpty()) {
      triggers.remove(event);
    }
    whenDone.run();
  }

  /// Sets the reactor's own part of the shutdown: the first of its *during* triggers, whatever is
  /// added later.
  public void shutdownBeginsWith(Trigger trigger) {
    ownShutdown = trigger;
  }

  /// Ends the table with the reactor: firings in progress fail, and no trigger is accepted any
  /// more.
  public void close() {
    isClosed = true;
    results.forEach((result, event) -> result.fail(refused(event)));
    results.clear();
    running.values().forEach(EventRun::abandon);
    running.clear();
    firingsWaiting.clear();
    triggers.clear();
  }

  /// Which events are in progress and what they wait for, for the reactor's dump; empty if none is.
  public String describe() {
    return running.values().stream().map(EventRun::toString).collect(Collectors.joining("; "));
  }

  private ReactorStoppedException refused(SystemEvent event) {
    return new ReactorStoppedException("event '" + event.name() + "'", reactorName);
  }

  private TriggerLists triggersOf(SystemEvent event) {
    return triggers.computeIfAbsent(
        event, key -> new TriggerLists(key.equals(SystemEvent.SHUTDOWN)));
  }
}

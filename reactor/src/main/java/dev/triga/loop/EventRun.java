package dev.triga.loop;

import dev.triga.reactor.Log;
import dev.triga.reactor.SystemEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One firing of an event: goes through the phases, calls their triggers and waits for what they
/// began. Everything happens on the turn.
final class EventRun {
  private final SystemEvent event;
  private final TriggerLists triggers;
  private final Turn turn;
  private final Failures failures;
  private final Log log;
  private final Duration deadline;
  private final Runnable whenDone;

  private final Set<EventTrigger> unfinished = new LinkedHashSet<>();
  private @Nullable EventPhase phase;
  private Turn.@Nullable Timer timer;
  private boolean isCalling;

  /// @param deadline how long each phase may take
  /// @param whenDone called once, after the last phase
  EventRun(
      SystemEvent event,
      TriggerLists triggers,
      Turn turn,
      Failures failures,
      Log log,
      Duration deadline,
      Runnable whenDone) {
    this.event = event;
    this.triggers = triggers;
    this.turn = turn;
    this.failures = failures;
    this.log = log;
    this.deadline = deadline;
    this.whenDone = whenDone;
  }

  /// The phase in progress; null before the first and after the last.
  @Nullable EventPhase phase() {
    return phase;
  }

  /// Begins with the first phase and calls its triggers.
  void begin() {
    enter(EventPhase.BEFORE);
  }

  /// A trigger was added to the phase in progress: it is called after the current callback.
  void triggerAdded() {
    if (!isCalling) {
      turn.ready(this::callTriggers);
    }
  }

  /// Ends the run where it is: the reactor is gone. What triggers began is left to itself.
  void abandon() {
    phase = null;
    unfinished.clear();
    if (timer != null) {
      timer.drop();
      timer = null;
    }
  }

  private void enter(EventPhase next) {
    phase = next;
    callTriggers();
  }

  private void callTriggers() {
    EventPhase current = phase;
    if (current == null || isCalling) {
      return;
    }
    isCalling = true;
    for (var next = triggers.take(current); next != null; next = triggers.take(current)) {
      call(next);
    }
    isCalling = false;
    if (unfinished.isEmpty()) {
      leave(current);
    } else if (timer == null) {
      startTimer(current);
    }
  }

  private void call(EventTrigger trigger) {
    try {
      CompletionStage<?> stage = trigger.trigger.fire();
      if (stage == null) {
        return;
      }
      unfinished.add(trigger);
      // Not whenComplete: what that returns would fail too, and be reported as a failure of its
      // own.
      var _ =
          stage.handle((value, error) -> {
            stageDone(trigger, error);
            return null;
          });
    } catch (Throwable error) {
      unfinished.remove(trigger);
      report(trigger, error);
    }
  }

  /// Any thread. Never goes on inside the call: whoever completes a stage is in the middle of its
  /// own work.
  private void stageDone(EventTrigger trigger, @Nullable Throwable error) {
    Runnable delivery = () -> finished(trigger, error);
    if (turn.isOnTurn()) {
      turn.ready(delivery);
    } else {
      turn.deliver(delivery);
    }
  }

  private void finished(EventTrigger trigger, @Nullable Throwable error) {
    if (error != null) {
      report(trigger, error);
    }
    EventPhase current = phase;
    if (unfinished.remove(trigger)
        && current != null
        && unfinished.isEmpty()
        && !isCalling
        && triggers.isEmpty(current)) {
      leave(current);
    }
  }

  private void report(EventTrigger trigger, Throwable error) {
    Throwable cause = error.getCause();
    Throwable raw = error instanceof CompletionException && cause != null ? cause : error;
    failures.report(kind(trigger.phase), trigger.given, raw, null);
  }

  private String kind(EventPhase of) {
    return "trigger " + of.phaseName() + ' ' + event.name();
  }

  private void startTimer(EventPhase current) {
    timer = turn.startTimer(deadline, () -> overdue(current));
  }

  private void overdue(EventPhase late) {
    if (phase != late || unfinished.isEmpty()) {
      return;
    }
    List<EventTrigger> left = List.copyOf(unfinished);
    log.warning(() ->
        "%s %s: %d trigger%s did not finish within %s and %s left behind: %s"
            .formatted(
                late.phaseName(),
                event.name(),
                left.size(),
                left.size() == 1 ? "" : "s",
                deadline,
                left.size() == 1 ? "is" : "are",
                names(left)));
    unfinished.clear();
    leave(late);
  }

  private void leave(EventPhase done) {
    if (timer != null) {
      timer.drop();
      timer = null;
    }
    switch (done) {
      case BEFORE -> enter(EventPhase.DURING);
      case DURING -> enter(EventPhase.AFTER);
      case AFTER -> {
        phase = null;
        whenDone.run();
      }
    }
  }

  private static String names(Collection<EventTrigger> triggers) {
    return triggers.stream().map(EventTrigger::callbackName).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    EventPhase current = phase;
    String where = current == null ? "" : current.phaseName() + ' ';
    return where
        + event.name()
        + (unfinished.isEmpty() ? "" : ", waiting for " + names(unfinished));
  }
}

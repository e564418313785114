package dev.triga.actors.supervision;

import dev.triga.actors.Restart;
import dev.triga.actors.Strategy;
import dev.triga.actors.Supervision;
import dev.triga.actors.supervision.ChildEntry.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of children that end, as OTP's supervisor does: `docs/otp-conformance.md`
/// has its rules, one by one, and where each is tested.
///
/// Where OTP waits for a child to start or stop, and lets further exits wait in its mailbox, this
/// machine takes them down and decides upon them afterwards. Not for several threads.
public final class Supervisor {
  /// Children that are stopped, and then started, as one.
  private static final class Round {
    /// In the order of their start.
    final List<ChildEntry> members;

    /// When they may be started.
    final long dueAt;

    boolean isStarting;

    Round(List<ChildEntry> members, long dueAt) {
      this.members = members;
      this.dueAt = dueAt;
    }
  }

  private final Supervision flags;
  private final RestartBudget budget;
  private final Map<String, ChildEntry> children = new LinkedHashMap<>();
  private final ArrayDeque<Event.Exited> postponed = new ArrayDeque<>();
  private final List<Decision> decisions = new ArrayList<>();

  /// The round in progress, under strategies that have such.
  private @Nullable Round round;

  /// Why everything is being stopped.
  private @Nullable Outcome stopping;

  private boolean isFinished;

  /// One without children.
  public Supervisor(Supervision flags) {
    this.flags = flags;
    this.budget = new RestartBudget(flags.intensity(), flags.period());
  }

  /// Something has happened.
  ///
  /// @param now when, in nanoseconds; never less than before
  /// @return what is to be done, in this order
  /// @throws IllegalArgumentException if a child is added whose name is taken, or a permanent one
  ///   is said to be significant
  public List<Decision> handle(Event event, long now) {
    decisions.clear();
    if (!isFinished) {
      decide(event, now);
      while (round == null && stopping == null && !postponed.isEmpty()) {
        decideAfterRound(postponed.removeFirst(), now);
      }
      wake();
    }
    return List.copyOf(decisions);
  }

  /// Whether it has finished.
  public boolean isFinished() {
    return isFinished;
  }

  /// The names of the children it knows, in the order of their first start.
  public List<String> children() {
    return List.copyOf(children.keySet());
  }

  private void decide(Event event, long now) {
    switch (event) {
      case Event.Add add -> add(add, now);
      case Event.Ready ready -> ready(ready, now);
      case Event.Exited exited -> exited(exited, now);
      case Event.Remove remove -> remove(remove.child());
      case Event.Tick tick -> startDue(now);
      case Event.Stop stop -> stopAll(Outcome.STOPPED);
    }
  }

  // Children come and go.

  private void add(Event.Add add, long now) {
    if (children.containsKey(add.child())) {
      throw new IllegalArgumentException("there is a child '" + add.child() + "' already");
    }
    checkSignificance(add.child(), add.restart(), add.isSignificant());
    if (stopping != null) {
      decisions.add(new Decision.Forget(add.child()));
      return;
    }
    var pause = new Pause(flags.firstPause(), flags.longestPause(), flags.period());
    ChildEntry entry = new ChildEntry(add.child(), add.restart(), add.isSignificant(), pause);
    children.put(add.child(), entry);
    if (round == null) {
      start(entry);
    } else {
      round.members.add(entry);
      goOn(round, now);
    }
  }

  /// Refuses a child that would be both.
  ///
  /// @throws IllegalArgumentException if a permanent one is said to be significant
  public static void checkSignificance(String name, Restart restart, boolean isSignificant) {
    if (isSignificant && restart == Restart.PERMANENT) {
      throw new IllegalArgumentException(
          "'%s' is permanent and cannot be significant: it never ends by itself".formatted(name));
    }
  }

  private void start(ChildEntry entry) {
    entry.generation++;
    entry.stage = Stage.STARTING;
    entry.wasUp = false;
    decisions.add(new Decision.Start(entry.name, entry.generation));
  }

  private void stop(ChildEntry entry) {
    entry.stage = Stage.STOPPING;
    decisions.add(new Decision.Stop(entry.name, entry.generation));
  }

  private void forget(ChildEntry entry) {
    children.remove(entry.name);
    decisions.add(new Decision.Forget(entry.name));
  }

  private void remove(String name) {
    ChildEntry entry = children.get(name);
    if (entry == null || stopping != null) {
      return;
    }
    entry.isUnwanted = true;
    if (!entry.isAlive()) {
      forget(entry);
      if (round != null) {
        round.members.remove(entry);
      }
    } else if (entry.stage != Stage.STOPPING) {
      stop(entry);
    }
  }

  private void ready(Event.Ready ready, long now) {
    ChildEntry entry = children.get(ready.child());
    if (entry == null || entry.generation != ready.generation() || entry.stage != Stage.STARTING) {
      return;
    }
    entry.stage = Stage.UP;
    entry.wasUp = true;
    entry.upSince = now;
    if (round != null) {
      goOn(round, now);
    }
  }

  // Exits.

  private void exited(Event.Exited exited, long now) {
    ChildEntry entry = children.get(exited.child());
    if (entry == null || entry.generation != exited.generation() || !entry.isAlive()) {
      return;
    }
    if (stopping != null) {
      down(entry);
      stopNext();
    } else if (round != null && round.members.contains(entry)) {
      exitedInRound(round, entry, exited, now);
    } else if (round != null) {
      postpone(entry, exited);
    } else {
      decideUpon(entry, exited.ending(), now);
    }
  }

  private void postpone(ChildEntry entry, Event.Exited exited) {
    entry.stage = Stage.ENDED;
    postponed.addLast(exited);
  }

  private void decideAfterRound(Event.Exited exited, long now) {
    ChildEntry entry = children.get(exited.child());
    if (entry != null && entry.generation == exited.generation() && entry.stage == Stage.ENDED) {
      decideUpon(entry, exited.ending(), now);
    }
  }

  private static void down(ChildEntry entry) {
    entry.stage = Stage.DOWN;
  }

  private void exitedInRound(Round current, ChildEntry entry, Event.Exited exited, long now) {
    if (entry.stage == Stage.UP && current.isStarting) {
      postpone(entry, exited);
      return;
    }
    boolean wasStarting = entry.stage == Stage.STARTING && current.isStarting;
    down(entry);
    if (entry.isUnwanted || entry.restart == Restart.TEMPORARY) {
      // Stopped with the others, and never started again.
      current.members.remove(entry);
      forget(entry);
      goOn(current, now);
    } else if (wasStarting) {
      round = null;
      restart(entry, now);
    } else {
      goOn(current, now);
    }
  }

  private void decideUpon(ChildEntry entry, Ending ending, long now) {
    boolean wasAsked = entry.stage == Stage.STOPPING;
    boolean hadStarted = entry.wasUp || entry.generation > 1;
    down(entry);
    if (!hadStarted) {
      // It has never run: whoever added it hears of that, and it is not tried again.
      forget(entry);
    } else if (entry.wantsRestart(ending)) {
      restart(entry, now);
    } else {
      boolean endsAll = !wasAsked && entry.isSignificant && isLastSignificant(entry);
      if (entry.isUnwanted || entry.restart == Restart.TEMPORARY) {
        forget(entry);
      }
      if (endsAll) {
        stopAll(Outcome.AUTO_SHUTDOWN);
      }
    }
  }

  private boolean isLastSignificant(ChildEntry ended) {
    return switch (flags.autoShutdown()) {
      case NEVER -> false;
      case ANY_SIGNIFICANT -> true;
      case ALL_SIGNIFICANT ->
          children.values().stream()
              .noneMatch(other -> other != ended && other.isSignificant && other.isAlive());
    };
  }

  // Restarts.

  private void restart(ChildEntry entry, long now) {
    if (!budget.spend(now)) {
      stopAll(Outcome.RESTART_LIMIT);
      return;
    }
    long dueAt = now + entry.pause.after(entry.ranNanos(now));
    if (flags.strategy() == Strategy.ONE_FOR_ONE) {
      entry.stage = Stage.PAUSED;
      entry.dueAt = dueAt;
      startDue(now);
    } else {
      round = new Round(group(entry), dueAt);
      round.members.forEach(Supervisor::startAfresh);
      goOn(round, now);
    }
  }

  /// Whoever has ended meanwhile is started with the others: nothing else has to be decided.
  private static void startAfresh(ChildEntry member) {
    if (member.stage == Stage.ENDED) {
      down(member);
    }
  }

  /// Who is started again together with a child, in order; as in OTP also those that were done.
  private List<ChildEntry> group(ChildEntry first) {
    List<ChildEntry> group = new ArrayList<>();
    boolean isIn = flags.strategy() == Strategy.ONE_FOR_ALL;
    for (ChildEntry entry : children.values()) {
      isIn |= entry == first;
      if (isIn) {
        group.add(entry);
      }
    }
    return group;
  }

  private void startDue(long now) {
    if (stopping != null) {
      return;
    }
    for (ChildEntry entry : List.copyOf(children.values())) {
      if (entry.stage == Stage.PAUSED && now >= entry.dueAt) {
        start(entry);
      }
    }
    if (round != null) {
      goOn(round, now);
    }
  }

  /// Takes the next step of a round: stops the last one that is up, or starts the first that is
  /// down.
  private void goOn(Round current, long now) {
    if (!current.isStarting) {
      for (int i = current.members.size() - 1; i >= 0; i--) {
        ChildEntry entry = current.members.get(i);
        if (entry.stage == Stage.STOPPING) {
          return;
        }
        if (entry.isAlive()) {
          stop(entry);
          return;
        }
      }
      if (now < current.dueAt) {
        return;
      }
      current.isStarting = true;
    }
    for (ChildEntry entry : current.members) {
      if (entry.stage == Stage.STARTING || entry.stage == Stage.STOPPING) {
        return;
      }
      if (entry.stage != Stage.UP && entry.stage != Stage.ENDED) {
        start(entry);
        return;
      }
    }
    round = null;
  }

  private void wake() {
    long next = Long.MAX_VALUE;
    for (ChildEntry entry : children.values()) {
      if (entry.stage == Stage.PAUSED) {
        next = Math.min(next, entry.dueAt);
      }
    }
    Round current = round;
    if (current != null
        && !current.isStarting
        && current.members.stream().noneMatch(ChildEntry::isAlive)) {
      next = Math.min(next, current.dueAt);
    }
    if (next != Long.MAX_VALUE && stopping == null) {
      decisions.add(new Decision.Wake(next));
    }
  }

  // The end.

  private void stopAll(Outcome outcome) {
    if (stopping == null) {
      stopping = outcome;
      round = null;
      postponed.clear();
      stopNext();
    }
  }

  /// Stops the youngest that is alive, one at a time.
  private void stopNext() {
    List<ChildEntry> all = new ArrayList<>(children.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      ChildEntry entry = all.get(i);
      if (entry.stage == Stage.STOPPING) {
        return;
      }
      if (entry.isAlive()) {
        stop(entry);
        return;
      }
    }
    isFinished = true;
    Outcome outcome = stopping;
    decisions.add(new Decision.Finished(outcome == null ? Outcome.STOPPED : outcome));
  }
}

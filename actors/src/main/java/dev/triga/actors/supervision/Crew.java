package dev.triga.actors.supervision;

import dev.triga.actors.Supervision;
import dev.triga.actors.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps a number of equal workers: decides who is started, who retires, and when to give up. OTP's
/// `simple_one_for_one` with permanent children, a number, and successors that are ready before
/// their predecessors go. Not for several threads.
///
/// A worker that retires, because it is old, has served enough, or everything is loaded anew, goes
/// on serving until a successor is ready: there are never fewer because of it. A successor that
/// does not start is no loss as long as enough serve, so it does not count as a restart; it is
/// tried again after a pause. When [#RELOAD_FAILURES_MAX] in a row have not started, a reload is
/// given up: those who serve stay, and there are to be as many as before.
///
/// As long as none has ever served, starts that fail count however long they take: what cannot work
/// is noticed. Once one has, they do not, but are tried again after pauses: what has worked before
/// will do so again, when there are descriptors, memory or a database again.
public final class Crew {
  /// So many workers in a row do not start before a reload is given up.
  public static final int RELOAD_FAILURES_MAX = 3;

  private enum Stage {
    STARTING,
    UP,
    STOPPING
  }

  private static final class Member {
    final int number;
    final int slot;
    Stage stage = Stage.STARTING;
    long upSince;

    /// When it is too old.
    long retiresAt = Long.MAX_VALUE;

    /// Whether a successor is wanted: it is old, or has served enough.
    boolean isSpent;

    /// Whether one is wanted because everything is loaded anew.
    boolean isOutdated;

    Member(int number, int slot) {
      this.number = number;
      this.slot = slot;
    }

    boolean isLeaving() {
      return isSpent || isOutdated;
    }

    boolean isFresh() {
      return !isLeaving() && stage != Stage.STOPPING;
    }
  }

  private final RestartBudget budget;
  private final Pause pause;
  private final long settledNanos;
  private final int startsAtOnce;
  private final @Nullable Duration maxAge;
  private final double jitter;
  private final RandomGenerator random;
  private final Map<Integer, Member> members = new LinkedHashMap<>();
  private final List<CrewDecision> decisions = new ArrayList<>();
  private final int bootFailuresMax;
  private int target;

  /// How many there are to be if the reload that is under way is given up.
  private int targetBefore;

  private int started;

  /// Whether one has ever been ready.
  private boolean hasServed;

  /// How many have not started before one has served.
  private int bootFailures;

  /// How many have not started since the last one that has, while enough served.
  private int failedStarts;

  /// No start before this time.
  private long pausedUntil = Long.MIN_VALUE;

  /// Whether successors of all are wanted, and not there yet.
  private boolean isReloading;

  private @Nullable Outcome stopping;
  private boolean isFinished;

  /// One without workers, until it is told how many there are to be.
  ///
  /// @param random for the jitter of ages
  public Crew(Workers workers, RandomGenerator random) {
    Supervision flags = workers.supervision();
    this.budget = new RestartBudget(flags.intensity(), flags.period());
    this.pause = new Pause(flags.firstPause(), flags.longestPause(), flags.period());
    this.settledNanos = flags.period().toNanos();
    this.startsAtOnce = workers.startsAtOnce();
    // As often as each of those that start together may be restarted.
    int count = Math.max(1, workers.count());
    this.bootFailuresMax =
        Math.toIntExact((long) flags.intensity() * Math.min(startsAtOnce, count) / count);
    this.maxAge = workers.maxAge();
    this.jitter = workers.jitter();
    this.random = random;
  }

  /// Something has happened.
  ///
  /// @param now when, in nanoseconds; never less than before
  /// @return what is to be done, in this order
  public List<CrewDecision> handle(CrewEvent event, long now) {
    decisions.clear();
    if (isFinished) {
      return List.of();
    }
    switch (event) {
      case CrewEvent.Scale scale -> scale(scale.target());
      case CrewEvent.Ready ready -> ready(members.get(ready.worker()), now);
      case CrewEvent.Exited exited -> exited(members.remove(exited.worker()), exited.ending(), now);
      case CrewEvent.Spent spent -> spent(members.get(spent.worker()));
      case CrewEvent.Reload reload -> beginReload(reload.target());
      case CrewEvent.Tick tick -> {}
      case CrewEvent.Stop stop -> stopAll(Outcome.STOPPED);
    }
    if (stopping == null) {
      level(now);
    }
    isReloading &= !isComplete();
    finishIfEmpty();
    return List.copyOf(decisions);
  }

  /// How many workers serve now.
  public int serving() {
    return (int) members.values().stream().filter(member -> member.stage == Stage.UP).count();
  }

  /// How many workers there are to be.
  public int target() {
    return target;
  }

  /// Whether as many serve as there are to be, and none of them waits to be replaced.
  public boolean isComplete() {
    return members.size() == target
        && members.values().stream()
            .allMatch(member -> member.stage == Stage.UP && !member.isLeaving());
  }

  private void ready(@Nullable Member member, long now) {
    if (member != null && member.stage == Stage.STARTING) {
      member.stage = Stage.UP;
      member.upSince = now;
      hasServed = true;
      failedStarts = 0;
      if (maxAge != null) {
        double part = 1 - jitter * random.nextDouble();
        member.retiresAt = now + (long) (maxAge.toNanos() * part);
      }
    }
  }

  private static void spent(@Nullable Member member) {
    if (member != null) {
      member.isSpent = true;
    }
  }

  private void exited(@Nullable Member member, Ending ending, long now) {
    if (member == null || member.stage == Stage.STOPPING || stopping != null) {
      return;
    }
    if (member.stage == Stage.STARTING && (serving() >= target || isReloading)) {
      startFailed(now);
      return;
    }
    long ran = member.stage == Stage.UP ? now - member.upSince : -1;
    if (ran >= settledNanos) {
      pause.reset();
      if (ending == Ending.ABNORMAL && !budget.spend(now)) {
        stopAll(Outcome.RESTART_LIMIT);
      }
      return; // Nothing speaks against the next one.
    }
    if (isTolerated(member, now)) {
      rest(now, ran);
    } else {
      stopAll(Outcome.RESTART_LIMIT);
    }
  }

  private boolean isTolerated(Member member, long now) {
    if (member.stage == Stage.UP) {
      return budget.spend(now);
    }
    if (!hasServed) {
      return ++bootFailures <= bootFailuresMax;
    }
    return !pause.isNone() || budget.spend(now);
  }

  /// Those that fail together earn one pause together, and those that fail one soon after the other
  /// longer and longer ones.
  private void rest(long now, long ran) {
    if (now >= pausedUntil) {
      if (pausedUntil != Long.MIN_VALUE && now - pausedUntil >= settledNanos) {
        pause.reset();
      }
      pausedUntil = now + pause.after(ran);
    }
  }

  private void scale(int wanted) {
    target = wanted;
    targetBefore = wanted;
  }

  private void beginReload(int wanted) {
    if (!isReloading) {
      targetBefore = target;
    }
    target = wanted;
    failedStarts = 0;
    isReloading = true;
    members.values().forEach(member -> member.isOutdated = true);
  }

  /// A successor has not started; whoever it was to replace serves on.
  private void startFailed(long now) {
    failedStarts++;
    rest(now, -1);
    if (isReloading && failedStarts >= RELOAD_FAILURES_MAX) {
      failedStarts = 0;
      isReloading = false;
      target = targetBefore;
      members.values().forEach(member -> member.isOutdated = false);
      decisions.add(new CrewDecision.ReloadFailed());
    }
  }

  // Getting to the right number.

  private void level(long now) {
    for (Member member : members.values()) {
      if (now >= member.retiresAt) {
        member.isSpent = true;
      }
    }
    retireSurplus();
    startMissing(now);
    wake(now);
  }

  private void retireSurplus() {
    long serving = members.values().stream().filter(member -> member.stage == Stage.UP).count();
    long freshUp =
        members.values().stream()
            .filter(member -> member.stage == Stage.UP && !member.isLeaving())
            .count();
    List<Member> oldest =
        members.values().stream()
            .filter(member -> member.stage == Stage.UP)
            .sorted(
                Comparator.comparing((Member member) -> !member.isLeaving())
                    .thenComparingInt(member -> member.number))
            .toList();
    for (Member member : oldest) {
      boolean isTooMany = member.isLeaving() ? serving > target : freshUp > target;
      if (isTooMany) {
        stop(member);
        serving--;
        freshUp -= member.isLeaving() ? 0 : 1;
      }
    }
    // Those that do not serve yet and are not wanted any more.
    long fresh = members.values().stream().filter(Member::isFresh).count();
    for (Member member : List.copyOf(members.values())) {
      if (member.stage == Stage.STARTING && (member.isLeaving() || fresh > target)) {
        fresh -= member.isLeaving() ? 0 : 1;
        stop(member);
      }
    }
  }

  private void stop(Member member) {
    member.stage = Stage.STOPPING;
    decisions.add(new CrewDecision.Stop(member.number));
  }

  private void startMissing(long now) {
    long fresh = members.values().stream().filter(Member::isFresh).count();
    long starting =
        members.values().stream().filter(member -> member.stage == Stage.STARTING).count();
    while (fresh < target && starting < startsAtOnce && now >= pausedUntil) {
      Member member = new Member(++started, freeSlot());
      members.put(member.number, member);
      decisions.add(new CrewDecision.Start(member.number, member.slot));
      fresh++;
      starting++;
    }
  }

  private int freeSlot() {
    int slot = 1;
    while (isTaken(slot)) {
      slot++;
    }
    return slot;
  }

  private boolean isTaken(int slot) {
    return members.values().stream().anyMatch(member -> member.slot == slot);
  }

  private void wake(long now) {
    long next = Long.MAX_VALUE;
    if (now < pausedUntil) {
      next = pausedUntil;
    }
    for (Member member : members.values()) {
      if (member.isFresh() && member.stage == Stage.UP) {
        next = Math.min(next, member.retiresAt);
      }
    }
    if (next != Long.MAX_VALUE) {
      decisions.add(new CrewDecision.Wake(next));
    }
  }

  // The end.

  private void stopAll(Outcome outcome) {
    if (stopping == null) {
      stopping = outcome;
      for (Member member : members.values()) {
        if (member.stage != Stage.STOPPING) {
          stop(member);
        }
      }
    }
  }

  private void finishIfEmpty() {
    Outcome outcome = stopping;
    if (outcome != null && members.isEmpty()) {
      isFinished = true;
      decisions.add(new CrewDecision.Finished(outcome));
    }
  }
}

package dev.triga.loop;

import dev.triga.reactor.CallGroup;
import dev.triga.reactor.ScheduledCall;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One scheduled call. Its state and its due time are one atomic number, so every change of mind is
/// a compare-and-set on it: whoever succeeds has won, from whichever thread. What makes up its
/// place in the timer structure belongs to the turn.
public final class TimerCall implements ScheduledCall {
  // A state of zero or more is the due time of a pending call.
  private static final long CANCELLED = -1;

  /// Told to run now: it runs in the next pass and nobody can prevent it.
  static final long CLAIMED = -2;

  private static final long RUNNING = -3;
  private static final long DONE = -4;

  private static final VarHandle STATE;
  private static final VarHandle GROUP;
  private static final VarHandle NOTICED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(TimerCall.class, "state", long.class);
      GROUP = lookup.findVarHandle(TimerCall.class, "group", CallGroup.class);
      NOTICED = lookup.findVarHandle(TimerCall.class, "noticed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TimerQueue queue;
  private volatile long state;

  /// Belongs to whoever took the call out of the pending state.
  private @Nullable Runnable task;

  private volatile @Nullable CallGroup group;

  /// Whether the call stands in the queue's notices. Set by compare-and-set.
  @SuppressWarnings("UnusedVariable") // Read and written through NOTICED.
  private volatile boolean noticed;

  /// The next call in the queue's notices; belongs to whoever set [#noticed].
  @Nullable TimerCall nextNotice;

  // The place in the timer structure, confined to the turn. A call is in a slot, in the heap, or in
  // neither. The time under which it is filed is the due time or, when it was moved, a former one.
  @Nullable TimerSlot slot;
  boolean inHeap;
  int index;
  long filedDue;
  long sequence;

  /// Makes a pending call that is not filed yet: [TimerQueue#schedule(TimerCall)] does that.
  ///
  /// @param queue the queue it will be filed in
  /// @param due when to run, in nanoseconds since the loop's origin, zero or more
  /// @param task what to run
  /// @param group what it can be cancelled together with, or null
  public TimerCall(TimerQueue queue, long due, Runnable task, @Nullable CallGroup group) {
    if (due < 0) {
      throw new IllegalArgumentException("The due time is " + due + "; it must not be negative");
    }
    this.queue = queue;
    this.task = Objects.requireNonNull(task, "task");
    // The call is published by filing it, so its fields need no more than plain writes here.
    STATE.set(this, due);
    if (group != null) {
      group.add(this);
    }
  }

  @Override
  public boolean cancel() {
    return withdraw(CANCELLED);
  }

  @Override
  public boolean runNow() {
    return withdraw(CLAIMED);
  }

  @Override
  public boolean delay(Duration by) {
    Objects.requireNonNull(by, "by");
    long due;
    long newDue;
    do {
      due = state;
      if (due < 0) {
        return false;
      }
      newDue = TimerInstant.plus(due, by);
    } while (!STATE.compareAndSet(this, due, newDue));
    queue.moved(this, due, newDue);
    return true;
  }

  @Override
  public boolean reset(Duration fromNow) {
    return moveTo(TimerInstant.after(queue.now(), fromNow), false);
  }

  @Override
  public boolean resetIfEarlier(Duration fromNow) {
    return moveTo(TimerInstant.after(queue.now(), fromNow), true);
  }

  @Override
  public boolean isPending() {
    return state >= 0;
  }

  @Override
  public boolean isCancelled() {
    return state == CANCELLED;
  }

  @Override
  public boolean isDone() {
    long now = state;
    return now == DONE || now == RUNNING;
  }

  @Override
  public Duration dueIn() {
    long due = state;
    return due < 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, due - queue.now()));
  }

  /// Makes the group the one this call belongs to.
  ///
  /// @param joined the group
  /// @return false if the call is in another group
  public boolean join(CallGroup joined) {
    return GROUP.compareAndSet(this, null, joined) || group == joined;
  }

  /// Forgets the group if it is the one this call belongs to.
  ///
  /// @param left the group
  public void leave(CallGroup left) {
    GROUP.compareAndSet(this, left, null);
  }

  /// Whether the reactor itself scheduled this.
  boolean isUpkeep() {
    return task instanceof Upkeep;
  }

  /// Begins to run a call that the queue has handed out: gives the task away, so that the call no
  /// longer keeps it alive. To be called once, on the turn.
  ///
  /// @return what to run now; [#finish()] has to follow, also when it throws
  public Runnable begin() {
    Runnable taken = Objects.requireNonNull(task, "the task of a call that has begun before");
    release();
    return taken;
  }

  /// Notes that the task is over. To be called on the turn.
  public void finish() {
    STATE.setRelease(this, DONE);
  }

  @Override
  public String toString() {
    long now = state;
    if (now >= 0) {
      Runnable shown = task;
      return "TimerCall[due in "
          + Duration.ofNanos(Math.max(0, now - queue.now()))
          + (shown == null ? "]" : ", " + shown.getClass().getName() + "]");
    }
    if (now == CANCELLED) {
      return "TimerCall[cancelled]";
    }
    if (now == CLAIMED) {
      return "TimerCall[due now]";
    }
    return now == RUNNING ? "TimerCall[running]" : "TimerCall[done]";
  }

  /// The due time of a pending call, [#CLAIMED], or another negative number for a call that is
  /// over.
  long due() {
    return state;
  }

  /// Takes a due call for running, unless it changed since the state was read.
  boolean startRunning(long seenState) {
    return STATE.compareAndSet(this, seenState, RUNNING);
  }

  /// Cancels the call because the queue is being closed, even one that was told to run now.
  boolean abandon() {
    if (cancel()) {
      return true;
    }
    if (STATE.compareAndSet(this, CLAIMED, CANCELLED)) {
      release();
      return true;
    }
    return false;
  }

  /// Reserves the right to enter the call in the queue's notices.
  boolean startNotice() {
    return !noticed && NOTICED.compareAndSet(this, false, true);
  }

  /// Gives that right back. What the state says after this has been seen by the queue, or will lead
  /// to another notice.
  void endNotice() {
    noticed = false;
  }

  boolean isFiled() {
    return inHeap || slot != null;
  }

  private boolean withdraw(long newState) {
    long due;
    do {
      due = state;
      if (due < 0) {
        return false;
      }
    } while (!STATE.compareAndSet(this, due, newState));
    if (newState == CANCELLED) {
      release();
    }
    queue.withdrawn(this);
    return true;
  }

  private boolean moveTo(long newDue, boolean onlyIfEarlier) {
    long due;
    do {
      due = state;
      if (due < 0 || (onlyIfEarlier && due <= newDue)) {
        return false;
      }
    } while (!STATE.compareAndSet(this, due, newDue));
    queue.moved(this, due, newDue);
    return true;
  }

  private void release() {
    task = null;
    CallGroup left = group;
    if (left != null) {
      left.remove(this);
    }
  }
}

package dev.triga.loop;

import dev.triga.reactor.ScheduledCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The timers of one loop: hands out the calls that are due, by time and then in the order in which
/// they were scheduled, and knows when the next one is.
///
/// Calls further away than the current tick are in a [TimerWheel], nearer ones in a [TimerHeap], so
/// scheduling and cancelling take constant time whatever the number of calls, and the order is
/// still exact. A call that is moved later stays where it is until its slot comes up; one that is
/// moved sooner or cancelled is filed anew or taken out at once.
///
/// Any thread may schedule, and change calls. What other threads do takes effect at once in the
/// call itself; the structure learns of it by one message through the [TimerHome] for all that
/// comes together. Everything else is confined to the turn. After [#close()] calls are refused.
///
/// A pass is begun with one reading of the clock. Calls that are scheduled or moved sooner during a
/// pass run in a later one, even when they are due at once.
///
/// One step (beginning a pass, asking for the next time, closing) files at most
/// [#FILED_PER_STEP_MAX] calls anew, however many other threads have scheduled or a slot holds
/// whose time has come. What is left over is filed by the next passes; what could be due behind the
/// rest of a slot waits for it.
public final class TimerQueue {
  /// What [#nextDue()] answers when there is no call.
  public static final long NEVER = Long.MAX_VALUE;

  /// How many calls of the earliest slot are looked at for the exact time of the next one.
  private static final int SCAN_MAX = 32;

  /// How many calls one step files anew: what comes from other threads, what leaves a slot of the
  /// wheel, and what was moved. Each takes about 100 ns.
  static final int FILED_PER_STEP_MAX = 4096;

  private static final long NO_PASS = -1;

  private final TimerHome home;
  private final TimerWheel wheel = new TimerWheel();
  private final TimerHeap heap = new TimerHeap();
  private final TimerNotices notices = new TimerNotices(new TimerCall(this, 0, () -> {}, null));
  private final Runnable noticesMessage = this::noticesCame;

  /// What was scheduled or moved sooner during a pass, until it ends.
  private final TimerSlot arrivals = new TimerSlot(TimerWheel.NO_SLOT);

  /// Whether there are notices that the last pass has left for the next one.
  private boolean noticesLeft;

  /// The slot of the wheel whose time has come and whose calls are being filed anew.
  private @Nullable TimerSlot vacated;

  private int filingsLeft;
  private long lastSequence;
  private int size;
  private long passTime = NO_PASS;

  /// The time of the wheel's next call, valid as long as nothing happened that could make it later.
  private long wheelNext = NEVER;

  private boolean wheelNextValid = true;

  /// Makes an empty queue.
  ///
  /// @param home the loop it belongs to
  public TimerQueue(TimerHome home) {
    this.home = home;
  }

  /// Files a new call. Any thread.
  ///
  /// @param call a call made for this queue and not filed before; it may be cancelled already
  /// @return false when this queue is closed; the call is cancelled then
  public boolean schedule(TimerCall call) {
    boolean accepted = true;
    if (!home.isOnTurn()) {
      accepted = notice(call);
    } else if (notices.isClosed()) {
      accepted = false;
    } else {
      file(call);
    }
    if (!accepted) {
      call.cancel();
    }
    return accepted;
  }

  /// When the loop has to look after its timers next. Ends the pass if one is going on.
  ///
  /// The time is exact, with one exception that keeps this cheap: when more than a few dozen calls
  /// share the earliest slot of the wheel, it may be the time at which that slot begins.
  ///
  /// @return nanoseconds since the loop's origin, in the past when calls are due, [#NEVER] for none
  public long nextDue() {
    endPass();
    if (noticesLeft || vacated != null) {
      return 0;
    }
    filingsLeft = FILED_PER_STEP_MAX;
    while (true) {
      TimerCall first = heap.first();
      if (first == null) {
        if (!wheelNextValid) {
          wheelNextValid = true;
          wheelNext = NEVER;
          long scanned = scanEarliestSlot();
          wheelNext = Math.min(wheelNext, scanned);
        }
        if (heap.first() == null) {
          return wheelNext;
        }
      } else if (isStale(first, first.due()) && filingsLeft-- > 0) {
        refile(first);
      } else {
        return first.filedDue;
      }
    }
  }

  /// Begins a pass: from now on [#pollDue()] hands out what is due at the given time and was
  /// scheduled before.
  ///
  /// @param now one reading of the clock
  public void beginPass(long now) {
    endPass();
    filingsLeft = FILED_PER_STEP_MAX;
    fileNotices();
    passTime = now;
    advance();
  }

  /// Hands out the next call that is due in this pass. The loop runs it with [TimerCall#begin()]
  /// and [TimerCall#finish()]; a pass may be left with calls still due, which keep their order.
  ///
  /// @return a call that is running from now on, or null when the pass has no more
  public @Nullable TimerCall pollDue() {
    while (heap.first() != null || advance()) {
      TimerCall call = heap.first();
      if (call == null || call.filedDue > passTime || !comesBeforeVacated(call)) {
        return null;
      }
      long due = call.due();
      if (isStale(call, due)) {
        if (filingsLeft-- <= 0) {
          return null;
        }
        refile(call);
      } else if (call.startRunning(due)) {
        heap.remove(call);
        size--;
        return call;
      }
    }
    return null;
  }

  /// Whether a call of the heap is due before all that is left in the slot that is being emptied.
  private boolean comesBeforeVacated(TimerCall call) {
    return vacated == null || TimerWheel.tickOf(call.filedDue) < wheel.tick();
  }

  /// Ends the pass, so that what was scheduled during it counts. Does nothing between passes.
  public void endPass() {
    passTime = NO_PASS;
    if (!arrivals.isEmpty()) {
      placeAll(arrivals);
    }
  }

  /// Whether there is nothing to do in a pass.
  boolean isEmpty() {
    return size == 0 && notices.isEmpty();
  }

  /// How many calls are waiting. Those that another thread cancelled a moment ago may be among
  /// them.
  ///
  /// @return the number of filed calls
  public int size() {
    readNotices();
    return size;
  }

  /// Shows every pending call to a consumer, in no particular order. It must not change any.
  ///
  /// @param action what to do with each
  public void forEach(Consumer<? super ScheduledCall> action) {
    readNotices();
    forEachFiled(call -> {
      if (call.isPending()) {
        action.accept(call);
      }
    });
  }

  /// The pending calls at this moment.
  ///
  /// @return a list of its own, in the order in which they will run if nothing changes
  public List<ScheduledCall> list() {
    readNotices();
    List<ScheduledCall> pending = new ArrayList<>(size);
    for (TimerCall call : inOrder()) {
      if (call.isPending() && !call.isUpkeep()) {
        pending.add(call);
      }
    }
    return pending;
  }

  /// Refuses calls from now on, and cancels those there are, also those that were told to run now:
  /// as many in one step as a pass files at most. To be called until it says that all is done.
  ///
  /// @return whether no call is left
  public boolean close() {
    endPass();
    notices.close();
    for (int step = 0; step < FILED_PER_STEP_MAX; step++) {
      TimerCall call = takeAny();
      if (call == null) {
        return true;
      }
      call.abandon();
    }
    return false;
  }

  /// Takes some call out of wherever it is, the cheapest to be had.
  private @Nullable TimerCall takeAny() {
    TimerCall call = pollNotices();
    while (call == null && !notices.isEmpty()) {
      Thread.onSpinWait();
      call = pollNotices();
    }
    if (call == null) {
      TimerSlot slot = occupiedSlot();
      call = slot == null ? heap.last() : slot.last();
    }
    if (call != null && call.isFiled()) {
      unfile(call);
    }
    return call;
  }

  private @Nullable TimerSlot occupiedSlot() {
    if (vacated != null) {
      return vacated;
    }
    int number = wheel.earliestSlot();
    return number == TimerWheel.NO_SLOT ? null : wheel.occupiedSlot(number);
  }

  long now() {
    return home.now();
  }

  /// Learns that a call is no longer pending: cancelled, or to be run now. Any thread.
  void withdrawn(TimerCall call) {
    if (!home.isOnTurn()) {
      notice(call);
    } else if (call.isFiled()) {
      unfile(call);
      file(call);
    }
  }

  /// Learns that a pending call was moved. Any thread.
  void moved(TimerCall call, long from, long to) {
    if (!home.isOnTurn()) {
      if (to < from) {
        notice(call);
      }
    } else if (call.isFiled()) {
      if (to < call.filedDue) {
        unfile(call);
        file(call);
      } else if (call.filedDue <= wheelNext && call.slot != null) {
        wheelNextValid = false;
      }
    }
  }

  /// Has the owner look at a call; false when there is none any more.
  private boolean notice(TimerCall call) {
    if (notices.isClosed()) {
      return false;
    }
    if (call.startNotice()) {
      notices.add(call);
      if (notices.announce()) {
        home.post(noticesMessage);
      }
    }
    // The owner may have read its last notice before this one came.
    return !notices.isClosed();
  }

  /// Files all that other threads have scheduled or changed.
  private void readNotices() {
    filingsLeft = Integer.MAX_VALUE;
    while (!notices.isEmpty()) {
      // A thread that has added one and not linked it yet is waited for.
      fileNotices();
      Thread.onSpinWait();
    }
  }

  private void noticesCame() {
    notices.heard();
    filingsLeft = FILED_PER_STEP_MAX;
    fileNotices();
  }

  /// Files as much of it as this step may.
  private void fileNotices() {
    while (filingsLeft > 0) {
      TimerCall call = pollNotices();
      if (call == null) {
        noticesLeft = false;
        return;
      }
      filingsLeft--;
      if (!call.isFiled()) {
        file(call);
      } else if (isStale(call, call.due())) {
        unfile(call);
        file(call);
      }
    }
    noticesLeft = true;
  }

  private @Nullable TimerCall pollNotices() {
    TimerCall call = notices.poll();
    if (call != null) {
      call.endNotice();
    }
    return call;
  }

  /// Enters a call that is in no slot and not in the heap, unless it is over.
  private void file(TimerCall call) {
    if (call.sequence == 0) {
      call.sequence = ++lastSequence;
    }
    long due = call.due();
    if (due < 0 && due != TimerCall.CLAIMED) {
      return;
    }
    size++;
    if (passTime == NO_PASS) {
      place(call);
    } else {
      call.filedDue = due;
      arrivals.add(call);
    }
  }

  /// Puts a call that is counted already where its due time belongs, or drops it when it is over.
  private void place(TimerCall call) {
    long due = call.due();
    if (due < 0) {
      if (due != TimerCall.CLAIMED) {
        call.slot = null;
        size--;
        return;
      }
      due = 0;
    }
    call.filedDue = due;
    if (TimerWheel.tickOf(due) <= wheel.tick()) {
      heap.add(call);
    } else {
      wheel.add(call, due);
      if (due < wheelNext) {
        wheelNext = due;
      }
    }
  }

  /// Files the calls of a slot anew, each where it belongs by now, and clears the slot.
  private void placeAll(TimerSlot slot) {
    while (!slot.isEmpty()) {
      place(slot.take());
    }
    slot.clear();
  }

  private void unfile(TimerCall call) {
    size--;
    TimerSlot slot = call.slot;
    if (slot == null) {
      heap.remove(call);
    } else if (slot == arrivals) {
      arrivals.remove(call);
    } else {
      removeFromWheel(call, slot);
    }
  }

  private void removeFromWheel(TimerCall call, TimerSlot slot) {
    boolean emptied = wheel.remove(call, slot);
    if (call.filedDue <= wheelNext || (emptied && wheel.startTimeOf(slot.number) <= wheelNext)) {
      wheelNextValid = false;
    }
  }

  /// Whether a call is filed under another time than it should be.
  private static boolean isStale(TimerCall call, long state) {
    return call.filedDue != (state == TimerCall.CLAIMED ? 0 : state);
  }

  /// Moves a call of the heap to where it belongs now.
  private void refile(TimerCall call) {
    heap.remove(call);
    place(call);
  }

  /// Moves the wheel on until the heap has something or the tick of the pass has come, as far as
  /// this pass may.
  ///
  /// @return whether the heap has something
  private boolean advance() {
    long target = TimerWheel.tickOf(passTime);
    while (emptyVacated()) {
      if (heap.first() != null) {
        return true;
      }
      int slot = wheel.earliestSlot();
      if (slot == TimerWheel.NO_SLOT || wheel.startOf(slot) > target) {
        if (target > wheel.tick()) {
          wheel.moveTo(target);
        }
        return false;
      }
      wheel.moveTo(wheel.startOf(slot));
      vacated = wheel.vacate(slot);
      wheelNextValid = false;
    }
    return false;
  }

  /// Files the calls of the vacated slot anew, each where it belongs by now; false when there are
  /// more than this pass may file. Time stands still for the wheel meanwhile, so the slot cannot be
  /// wanted again.
  private boolean emptyVacated() {
    TimerSlot slot = vacated;
    if (slot != null) {
      while (!slot.isEmpty()) {
        if (filingsLeft <= 0) {
          return false;
        }
        filingsLeft--;
        place(slot.take());
      }
      slot.clear();
      vacated = null;
    }
    return true;
  }

  /// Finds when the wheel's next call is due, and files the calls anew that it meets on the way and
  /// that are no longer due in their slot.
  private long scanEarliestSlot() {
    while (true) {
      int slot = wheel.earliestSlot();
      if (slot == TimerWheel.NO_SLOT) {
        return NEVER;
      }
      long earliest = NEVER;
      TimerSlot occupied = wheel.occupiedSlot(slot);
      int index = 0;
      while (index < occupied.size()) {
        TimerCall call = occupied.at(index);
        if (isStale(call, call.due())) {
          if (filingsLeft-- <= 0) {
            return wheel.startTimeOf(slot);
          }
          wheel.remove(call, occupied);
          place(call);
        }
        // Another one has taken its place, unless it was filed in the same slot again.
        if (call.slot == occupied && call.index == index) {
          earliest = Math.min(earliest, call.filedDue);
          if (++index > SCAN_MAX) {
            return wheel.startTimeOf(slot);
          }
        }
      }
      if (!occupied.isEmpty()) {
        return earliest;
      }
    }
  }

  /// The filed calls, sorted by a copy of their due times because other threads may move them.
  private List<TimerCall> inOrder() {
    record Entry(TimerCall call, long due) {}
    List<Entry> entries = new ArrayList<>(size);
    forEachFiled(call -> entries.add(new Entry(call, Math.max(0, call.due()))));
    entries.sort(
        Comparator.comparingLong(Entry::due).thenComparingLong(entry -> entry.call.sequence));
    return entries.stream().map(Entry::call).toList();
  }

  private void forEachFiled(Consumer<TimerCall> action) {
    heap.forEach(action);
    wheel.forEach(action);
    for (int i = 0; i < arrivals.size(); i++) {
      action.accept(arrivals.at(i));
    }
  }
}

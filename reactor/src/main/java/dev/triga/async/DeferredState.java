package dev.triga.async;

import dev.triga.loop.Turn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The state of a Deferred: one word, changed by compare-and-set only.
///
/// The word is null (pending, nobody listens), a [Stage] (pending; the newest listener, linked to
/// the older ones), or the end: a value, an [Encoded] failure or boxed value, or a [Finish] with
/// what else there is to remember. As listeners and result share the word, completing takes the
/// listeners and ends the Deferred in one step.
abstract class DeferredState<T extends @Nullable Object> {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(DeferredState.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object state;

  /// Whose turn listeners run on; null when it is whoever completes.
  final @Nullable Turn owner;

  DeferredState(@Nullable Turn owner, boolean isTraceable) {
    this.owner = owner;
    if (isTraceable && Trace.isWanted(owner)) {
      STATE.setRelease(this, new Aside.Created(Trace.ofCreation(), null));
    }
  }

  private static boolean isEnd(@Nullable Object word) {
    return word != null && !(word instanceof Stage<?>);
  }

  private boolean isAway() {
    return owner != null && !owner.isOnTurn();
  }

  /// The state word, null while this is pending.
  final @Nullable Object ended() {
    Object word = state;
    return isEnd(word) ? word : null;
  }

  final boolean isPending() {
    return !isEnd(state);
  }

  /// The newest listener of a pending Deferred.
  final @Nullable Stage<?> listeners() {
    return state instanceof Stage<?> head ? head : null;
  }

  // Ending

  /// Ends this Deferred with a stored result and tells the listeners, later.
  ///
  /// @param trampoline the one that is running on this thread, if the caller is in it
  /// @return false when it had ended before
  final boolean settle(Object result, @Nullable Trampoline trampoline) {
    for (; ; ) {
      Object word = state;
      if (word == null) {
        if (result instanceof Failure) {
          if (settleSlowly(null, result, trampoline, null)) {
            return true;
          }
        } else if (STATE.compareAndSet(this, null, result)) {
          return true;
        }
      } else if (!(word instanceof Stage<?> head)) {
        LostCompletion.note(word, result);
        return false;
      } else if (head.next == null && !(head instanceof Aside) && !isAway()) {
        if (STATE.compareAndSet(this, head, result)) {
          start(head, trampoline);
          return true;
        }
      } else if (settleSlowly(head, result, trampoline, null)) {
        return true;
      }
    }
  }

  /// Ends this Deferred because of a cancel, which sets off the cancellers that have not run.
  ///
  /// @param onlyIfAbandoned whether a listener that wants the result prevents it
  /// @return whether this call has ended it
  final boolean settleByCancel(Object result, CancellationException why, boolean onlyIfAbandoned) {
    for (; ; ) {
      Object word = state;
      if (isEnd(word) || (onlyIfAbandoned && isWanted((Stage<?>) word, null))) {
        return false;
      }
      if (settleSlowly((Stage<?>) word, result, null, why)) {
        return true;
      }
    }
  }

  private boolean settleSlowly(
      @Nullable Stage<?> head,
      Object result,
      @Nullable Trampoline trampoline,
      @Nullable CancellationException why) {
    int pauses = 0;
    boolean isObserved = false;
    Trace trace = null;
    List<Aside> asides = new ArrayList<>(0);
    for (Stage<?> stage = head; stage != null; stage = stage.next) {
      isObserved |= stage.isLive();
      if (stage instanceof Aside aside) {
        asides.add(aside);
        pauses += aside.pauses();
        trace = aside instanceof Aside.Created created ? created.trace.completed() : trace;
      }
    }
    boolean isScheduled = isObserved && pauses == 0 && isAway();
    boolean isHeld = isObserved && (pauses > 0 || isScheduled);
    boolean isUnobserved = !isObserved && result instanceof Failure failure && !failure.isQuiet;
    Object end = Finish.of(result, pauses, isHeld ? head : null, isScheduled, isUnobserved, trace);
    if (!STATE.compareAndSet(this, head, end)) {
      return false;
    }
    if (isUnobserved) {
      Unobserved.watch((Deferred<?>) this);
    }
    if (isScheduled) {
      scheduleDelivery();
    }
    if (why != null) {
      ((Deferred<?>) this).cancelled(why);
    }
    try {
      for (Aside aside : asides) {
        aside.sourceEnded(why);
      }
    } finally {
      if (isObserved && !isHeld) {
        Stage<?> oldest = reverse(head);
        if (oldest != null) {
          start(oldest, trampoline);
        }
      }
    }
    return true;
  }

  // Listening

  /// Adds a listener: it is told once, after this call, or inside it when there is no owner and the
  /// end has come.
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  final void listen(Stage<?> listener, @Nullable Trampoline trampoline) {
    for (; ; ) {
      Object word = state;
      if (isEnd(word)) {
        if (listenAfterEnd(word, listener, trampoline)) {
          return;
        }
      } else {
        listener.next = (Stage<?>) word;
        if (STATE.compareAndSet(this, word, listener)) {
          return;
        }
      }
    }
  }

  private boolean listenAfterEnd(Object word, Stage<?> listener, @Nullable Trampoline trampoline) {
    Finish finish = Finish.at(word);
    boolean isAway = isAway();
    if (finish.isHolding() || isAway) {
      listener.next = finish.waiting;
      boolean schedulesNow = !finish.isHolding();
      Object end = finish.holding(listener, finish.isScheduled || schedulesNow);
      if (!STATE.compareAndSet(this, word, end)) {
        return false;
      }
      if (schedulesNow) {
        scheduleDelivery();
      }
      return true;
    }
    if (finish.isUnobserved && !STATE.compareAndSet(this, word, finish.observed())) {
      return false;
    }
    listener.next = null;
    start(listener, trampoline);
    return true;
  }

  /// Adds something beside the listeners; false when the end has come.
  final boolean putAside(Aside aside) {
    for (; ; ) {
      Object word = state;
      if (isEnd(word)) {
        return false;
      }
      aside.next = (Stage<?>) word;
      if (STATE.compareAndSet(this, word, aside)) {
        return true;
      }
    }
  }

  // Delivering

  private void scheduleDelivery() {
    if (owner != null) {
      owner.deliver(this::deliverWaiting);
    }
  }

  /// Tells those who wait; on the turn.
  private void deliverWaiting() {
    while (state instanceof Finish finish && finish.isScheduled) {
      if (finish.pauses > 0) {
        if (STATE.compareAndSet(this, finish, finish.unscheduled())) {
          return;
        }
      } else if (STATE.compareAndSet(this, finish, finish.delivered())) {
        startAll(finish);
        return;
      }
    }
  }

  /// Has all told who wait, those held back first.
  private void startAll(Finish finish) {
    Stage<?> oldest = reverse(finish.heldBack);
    Stage<?> later = reverse(finish.waiting);
    if (oldest == null) {
      oldest = later;
    } else {
      Stage<?> last = oldest;
      while (last.next != null) {
        last = last.next;
      }
      last.next = later;
    }
    if (oldest != null) {
      start(oldest, null);
    }
  }

  /// Has a list of listeners told, the oldest first; on the turn if there is an owner.
  final void start(Stage<?> oldest, @Nullable Trampoline trampoline) {
    if (owner != null) {
      owner.ready(oldest);
    } else if (trampoline != null) {
      trampoline.add(oldest);
    } else {
      Trampoline.run(oldest);
    }
  }

  /// Turns a list around, leaving out what is no listener. Only for who has taken the list.
  private static @Nullable Stage<?> reverse(@Nullable Stage<?> first) {
    Stage<?> reversed = null;
    for (Stage<?> stage = first; stage != null; ) {
      Stage<?> following = stage.next;
      Stage<?> listener = stage instanceof Aside aside ? aside.listener() : stage;
      if (listener != null) {
        listener.next = reversed;
        reversed = listener;
      }
      stage = following;
    }
    return reversed;
  }

  /// Puts the rest of a delivery back, behind what was put back before and in front of those who
  /// came later: because of a pause, or to let the loop do something else first.
  ///
  /// @return the list when nothing holds it back any more and it should go on; null when it waits
  final @Nullable Stage<?> holdBack(Stage<?> oldest, boolean toYield) {
    Stage<?> newest = reverse(oldest);
    for (; ; ) {
      Object word = state;
      if (word == null || newest == null) {
        throw new AssertionError("a delivery before the end");
      }
      Finish finish = Finish.at(word);
      if (!toYield && !finish.isHoldingBack()) {
        oldest.next = null;
        return reverse(newest);
      }
      oldest.next = finish.heldBack;
      boolean schedulesNow = toYield && !finish.isHolding();
      Object end = finish.holdingBack(newest, finish.isScheduled || schedulesNow);
      if (STATE.compareAndSet(this, word, end)) {
        if (schedulesNow && owner != null) {
          owner.ready(this::deliverWaiting);
        }
        return null;
      }
    }
  }

  // Pausing

  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  final void addPause() {
    for (; ; ) {
      Object word = state;
      Object changed;
      if (isEnd(word)) {
        Finish finish = Finish.at(word);
        changed = finish.paused(finish.pauses + 1);
      } else {
        changed = new Aside.Pauses(1, (Stage<?>) word);
      }
      if (STATE.compareAndSet(this, word, changed)) {
        return;
      }
    }
  }

  @SuppressWarnings("NullAway")
  final boolean removePause() {
    for (; ; ) {
      Object word = state;
      if (isEnd(word)) {
        Finish finish = Finish.at(word);
        if (finish.pauses == 0) {
          return false;
        }
        if (removePause(word, finish)) {
          return true;
        }
      } else {
        int pauses = 0;
        for (Stage<?> stage = (Stage<?>) word; stage != null; stage = stage.next) {
          pauses += stage instanceof Aside aside ? aside.pauses() : 0;
        }
        if (pauses == 0) {
          return false;
        }
        // The pause on top goes; one further down is balanced.
        Object changed =
            word instanceof Aside.Pauses top && top.pauses() > 0
                ? top.next
                : new Aside.Pauses(-1, (Stage<?>) word);
        if (STATE.compareAndSet(this, word, changed)) {
          return true;
        }
      }
    }
  }

  private boolean removePause(Object word, Finish finish) {
    if (finish.pauses > 1 || !finish.hasWaiting() || finish.isScheduled) {
      return STATE.compareAndSet(this, word, finish.paused(finish.pauses - 1));
    }
    boolean isAway = isAway();
    if (!STATE.compareAndSet(this, word, isAway ? finish.scheduled() : finish.delivered())) {
      return false;
    }
    if (isAway) {
      scheduleDelivery();
    } else {
      startAll(finish);
    }
    return true;
  }

  // Observing and forgetting

  /// Marks a failure as seen; true for the caller who was first.
  final boolean observe() {
    while (state instanceof Finish finish && finish.isUnobserved) {
      if (STATE.compareAndSet(this, finish, finish.observed())) {
        return true;
      }
    }
    return false;
  }

  /// Whether a list has a live listener on behalf of somebody else than the given dependent.
  private static boolean isWanted(@Nullable Stage<?> head, @Nullable Deferred<?> except) {
    for (Stage<?> stage = head; stage != null; stage = stage.next) {
      if (stage.isLive() && stage.target() != except) {
        return true;
      }
    }
    return false;
  }

  /// Whether this is pending and nobody but the given dependent wants its result.
  final boolean isAbandonedBut(@Nullable Deferred<?> dependent) {
    Object word = state;
    return !isEnd(word) && !isWanted((Stage<?>) word, dependent);
  }

  /// Lets go of listeners that have ended before this Deferred did.
  final void forgetDead() {
    boolean isRelieved = false;
    while (state instanceof Stage<?> head) {
      if (!(head instanceof Aside) && !head.isLive()) {
        isRelieved |= STATE.compareAndSet(this, head, head.next);
      } else if (isRelieved || STATE.compareAndSet(this, head, Forgetting.oneMoreDead(head))) {
        return;
      }
    }
  }
}

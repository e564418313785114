package dev.triga.async;

import dev.triga.loop.Turn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The state of a Deferred: a word for all threads, changed by compare-and-set only, and a list
/// that belongs to the owner's turn.
///
/// **The word** is null (pending), a [Stage] (pending; the newest listener, linked to the older
/// ones), or the end: a value, an [Encoded] failure or boxed value, or a [Finish] with what else
/// there is to remember. As listeners and result share the word, completing takes the listeners and
/// ends the Deferred in one step.
///
/// **The turn's own list** saves the compare-and-set for most listeners. On the turn, as long as
/// the word is null, a listener is put there with a plain write; once the word is something else,
/// it goes to the word like everybody's. So the own list is older than what the word holds, and is
/// told first. No fence is needed: whoever ends the Deferred on the turn sees the list, and whoever
/// ends it elsewhere always schedules a delivery, which runs on the turn, after the listener was
/// added. Other threads may look at the list, for whether a source is still wanted; they see those
/// that were added before anything they know of. Without an owner every thread is another thread,
/// and the list stays empty.
///
/// The list shares its field with the function of a stage, which stands behind the oldest listener:
/// so it costs no byte. That needs the function to be called on the turn too; a stage that is told
/// elsewhere keeps its list unused by an [Aside.Away] in its word.
abstract class DeferredState<T extends @Nullable Object> {
  private static final VarHandle STATE;
  private static final VarHandle OF_TURN;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(DeferredState.class, "state", Object.class);
      OF_TURN = MethodHandles.lookup().findVarHandle(DeferredState.class, "ofTurn", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object state;

  /// The turn's own list, the newest listener first; the function of a stage stands behind it.
  private @Nullable Object ofTurn;

  /// Whose turn listeners run on; null when it is whoever completes.
  final @Nullable Turn owner;

  DeferredState(@Nullable Turn owner, boolean isTraceable, @Nullable Object function) {
    this.owner = owner;
    this.ofTurn = function;
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

  /// The newest listener in the turn's own list. Another thread sees those that were added before
  /// what it has heard of.
  private @Nullable Stage<?> ofTurn() {
    return owner != null && OF_TURN.getAcquire(this) instanceof Stage<?> head ? head : null;
  }

  /// Takes the turn's own list, the oldest first; on the turn.
  private @Nullable Stage<?> takeOfTurn() {
    if (!(ofTurn instanceof Stage<?> newest)) {
      return null;
    }
    ofTurn = null;
    return newest.next instanceof Stage<?> || newest instanceof Aside ? reverse(newest) : newest;
  }

  /// The function of a stage that has not ended; on the turn that the stage is told on.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  final <F> F function() {
    Object word = ofTurn;
    while (word instanceof Stage<?> stage) {
      word = stage.next;
    }
    return (F) word;
  }

  /// Lets go of the function after the end; for who calls it.
  final void dropFunction() {
    if (!(ofTurn instanceof Stage<?>)) {
      ofTurn = null;
    }
  }

  /// The state word of one that has ended.
  @SuppressWarnings("NullAway") // It is set once it has ended.
  final Object end() {
    return state;
  }

  /// The state word, null while this is pending.
  final @Nullable Object ended() {
    Object word = state;
    return isEnd(word) ? word : null;
  }

  final boolean isPending() {
    return !isEnd(state);
  }

  /// What stands in the lists of a pending Deferred.
  final List<Stage<?>> listed() {
    List<Stage<?>> listed = new ArrayList<>(0);
    for (Stage<?> stage = ofTurn(); stage != null; stage = stage.following()) {
      listed.add(stage);
    }
    Stage<?> newest = state instanceof Stage<?> head ? head : null;
    for (Stage<?> stage = newest; stage != null; stage = stage.following()) {
      listed.add(stage);
    }
    return listed;
  }

  // Ending

  /// Ends this Deferred with a stored result and tells the listeners, later.
  ///
  /// @param trampoline the one that is running on this thread, if the caller is in it
  /// @return false when it had ended before
  final boolean settle(Object result, @Nullable Trampoline trampoline) {
    for (; ; ) {
      Object word = state;
      if (word != null && isEnd(word)) {
        LostCompletion.note(word, result);
        return false;
      }
      if (isPlain(word, result) && !isAway()) {
        if (STATE.compareAndSet(this, word, result)) {
          Stage<?> due = takePlain(word);
          if (due != null) {
            start(due, trampoline);
          }
          return true;
        }
      } else if (settleSlowly((Stage<?>) word, result, trampoline, null)) {
        return true;
      }
    }
  }

  /// As [#settle], on the turn if there is an owner; but listeners that would be told at once are
  /// left to the caller.
  ///
  /// @return those who are to be told, the oldest first
  final @Nullable Stage<?> settleAndTake(Object result, @Nullable Trampoline trampoline) {
    Object word = state;
    if (isPlain(word, result) && STATE.compareAndSet(this, word, result)) {
      return takePlain(word);
    }
    settle(result, trampoline);
    return null;
  }

  /// Whether the end may be the bare result: no failure without a listener, and in the word nothing
  /// or, without an owner, a single listener. On the turn.
  private boolean isPlain(@Nullable Object word, Object result) {
    if (word == null) {
      return !(result instanceof Failure) || ofTurn instanceof Stage<?>;
    }
    return owner == null
        && word instanceof Stage<?> only
        && only.next == null
        && !(only instanceof Aside);
  }

  /// The listeners after a plain end.
  private @Nullable Stage<?> takePlain(@Nullable Object word) {
    return word == null ? takeOfTurn() : (Stage<?>) word;
  }

  /// Ends this Deferred because of a cancel, which sets off the cancellers that have not run.
  ///
  /// @param onlyIfAbandoned whether a listener that wants the result prevents it
  /// @return whether this call has ended it
  final boolean settleByCancel(Object result, CancellationException why, boolean onlyIfAbandoned) {
    for (; ; ) {
      Object word = state;
      if (isEnd(word)
          || (onlyIfAbandoned && (isWanted((Stage<?>) word, null) || isWanted(ofTurn(), null)))) {
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
    boolean isAway = isAway();
    boolean isObserved = isWanted(ofTurn(), null);
    Trace trace = null;
    List<Aside> asides = new ArrayList<>(0);
    for (Stage<?> stage = head; stage != null; stage = stage.following()) {
      isObserved |= stage.isLive();
      if (stage instanceof Aside aside) {
        asides.add(aside);
        pauses += aside.pauses();
        trace = aside instanceof Aside.Created created ? created.trace.completed() : trace;
      }
    }
    boolean isScheduled = isAway && pauses == 0;
    boolean isHeld = isAway || pauses > 0;
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
      if (!isHeld) {
        Stage<?> oldest = append(takeOfTurn(), reverse(head));
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
    if (state == null && owner != null && owner.isOnTurn()) {
      listener.next = ofTurn;
      OF_TURN.setRelease(this, listener);
      return;
    }
    for (; ; ) {
      Object word = state;
      if (isEnd(word)) {
        if (listenAfterEnd(word, listener, trampoline)) {
          return;
        }
      } else {
        listener.next = word;
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
      aside.next = word;
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
      } else if (STATE.compareAndSet(this, finish, finish.delivered(isWanted(ofTurn(), null)))) {
        startAll(finish);
        return;
      }
    }
  }

  /// Has all told who wait: those in the turn's own list, those held back, the others.
  private void startAll(Finish finish) {
    Stage<?> oldest =
        append(takeOfTurn(), append(reverse(finish.heldBack), reverse(finish.waiting)));
    if (oldest != null) {
      start(oldest, null);
    }
  }

  /// One list, the oldest first, behind another.
  private static @Nullable Stage<?> append(@Nullable Stage<?> oldest, @Nullable Stage<?> later) {
    if (oldest == null) {
      return later;
    }
    Stage<?> last = oldest;
    for (Stage<?> following; (following = last.following()) != null; ) {
      last = following;
    }
    last.next = later;
    return oldest;
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

  /// Whether a list that is started now would be told right after the delivery that is running.
  final boolean isNextToRun(@Nullable Trampoline trampoline) {
    return owner != null ? owner.isNothingReady() : trampoline != null && trampoline.isEmpty();
  }

  /// Turns a list around, leaving out what is no listener. Only for who has taken the list.
  private static @Nullable Stage<?> reverse(@Nullable Stage<?> first) {
    Stage<?> reversed = null;
    for (Stage<?> stage = first; stage != null; ) {
      Stage<?> following = stage.following();
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
        for (Stage<?> stage = (Stage<?>) word; stage != null; stage = stage.following()) {
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
    if (finish.pauses > 1 || finish.isScheduled) {
      return STATE.compareAndSet(this, word, finish.paused(finish.pauses - 1));
    }
    boolean isAway = isAway();
    boolean isObserved = isWanted(ofTurn(), null);
    if (!STATE.compareAndSet(
        this, word, isAway ? finish.scheduled() : finish.delivered(isObserved))) {
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
        // Those in the turn's own list will be told.
        return !isWanted(ofTurn(), null);
      }
    }
    return false;
  }

  /// Whether a list has a live listener on behalf of somebody else than the given dependent.
  private static boolean isWanted(@Nullable Stage<?> head, @Nullable Deferred<?> except) {
    for (Stage<?> stage = head; stage != null; stage = stage.following()) {
      if (stage.isLive() && stage.target() != except) {
        return true;
      }
    }
    return false;
  }

  /// Whether this is pending and nobody but the given dependent wants its result.
  final boolean isAbandonedBut(@Nullable Deferred<?> dependent) {
    Object word = state;
    return !isEnd(word) && !isWanted((Stage<?>) word, dependent) && !isWanted(ofTurn(), dependent);
  }

  /// Lets go of listeners that have ended before this Deferred did. It is not known which of the
  /// two lists has them.
  final void forgetDead() {
    if (owner != null && ofTurn() != null) {
      if (owner.isOnTurn()) {
        forgetDeadOfTurn();
      } else {
        owner.deliver(this::forgetDeadOfTurn);
      }
    }
    boolean isRelieved = false;
    while (state instanceof Stage<?> head) {
      if (!(head instanceof Aside) && !head.isLive()) {
        isRelieved |= STATE.compareAndSet(this, head, head.next);
      } else if (isRelieved || STATE.compareAndSet(this, head, Forgetting.oneMoreDead(head))) {
        return;
      }
    }
  }

  private void forgetDeadOfTurn() {
    boolean isRelieved = false;
    while (ofTurn instanceof Stage<?> head) {
      if (!(head instanceof Aside) && !head.isLive()) {
        isRelieved = true;
        OF_TURN.setRelease(this, head.next);
      } else {
        if (!isRelieved) {
          OF_TURN.setRelease(this, Forgetting.oneMoreDead(head));
        }
        return;
      }
    }
  }
}

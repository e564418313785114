package dev.triga.loop;

import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// What a Deferred needs from the reactor that owns it.
///
/// Every reactor implements this interface beside its public one. Each method says from which
/// thread it may be called; "on the turn" means the thread that has the reactor's turn, be it the
/// loop or a coroutine.
public interface Turn {

  /// A timer that was started and may be dropped.
  @FunctionalInterface
  interface Timer {
    /// Drops the timer; a timer that has run stays as it is. Any thread.
    void drop();
  }

  /// Whether the calling thread has the turn. Any thread.
  boolean isOnTurn();

  /// Refuses a call that needs the turn. While nobody has the turn of a reactor that has not
  /// stopped, whoever configures it may go on. Any thread.
  ///
  /// @param method what was called, such as `Reactor.listen`
  /// @throws WrongThreadException when another thread has the turn
  default void checkTurn(String method) {
    if (!isOnTurn()) {
      throw new WrongThreadException(
          method + " needs the turn; call it through reactor.execute(...)");
    }
  }

  /// Runs a delivery after the current callback, from the ready queue, first in first out. On the
  /// turn only. A Throwable that leaves the delivery is `Halt` or a fatal `VirtualMachineError`.
  void ready(Runnable delivery);

  /// Whether the ready queue is empty, so that a delivery which is running may go on with what it
  /// would put there. On the turn only.
  boolean isNothingReady();

  /// Runs a delivery on the turn, and afterwards what it put into the ready queue. Any thread.
  /// Deliveries of one thread keep their order. It never refuses: when the reactor has stopped, the
  /// calling thread is lent the turn (under a lock) to run it.
  void deliver(Runnable delivery);

  /// Runs a task in a later pass. Any thread.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException when the reactor has stopped
  void execute(Runnable task);

  /// Starts a timer that runs a task on the turn once the delay is over. Any thread.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException when the reactor has stopped
  Timer startTimer(Duration delay, Runnable task);

  /// Takes note of a failure without a listener: after a second, or at stop if that is sooner, the
  /// loop calls [UnobservedFailure#claim()] and reports what it gets. Any thread.
  void failedUnobserved(UnobservedFailure failure);

  /// Whether Deferreds of this reactor keep the stacks of their creation and completion. Any
  /// thread.
  boolean isDebug();

  /// Waits, on a thread that has nobody's turn, until a condition holds or the thread is woken for
  /// another reason. When nobody runs the reactor, this thread runs it meanwhile.
  ///
  /// @param isDone becomes true on another thread, which then unparks this one, or on the turn
  /// @return false if there is nothing to wait for, because the reactor has stopped
  default boolean waitOutside(BooleanSupplier isDone) {
    if (!isDone.getAsBoolean()) {
      LockSupport.park(this);
    }
    return true;
  }

  /// Has passes that take long go unreported until further notice: a process that begins loads
  /// classes, and there is no culprit to name. Any thread.
  default void excuseStalls(boolean areExcused) {}

  /// How many callbacks have begun. Any thread.
  default long callbacks() {
    return 0;
  }

  /// What it has and has had. On the turn.
  default LoopFigures figures() {
    return LoopFigures.NONE;
  }

  /// The reactor that this is the turn of. Any thread.
  Reactor reactor();
}

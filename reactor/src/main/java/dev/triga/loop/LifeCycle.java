package dev.triga.loop;

import dev.triga.reactor.Reactor.State;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.SystemEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Who has the turn, and the way of a reactor from open to stopped.
final class LifeCycle {
  private static final long NO_LIMIT = -1;
  private static final ThreadLocal<EventLoop> CURRENT = new ThreadLocal<>();
  private static final VarHandle HOLDER;

  static {
    try {
      HOLDER = MethodHandles.lookup().findVarHandle(LifeCycle.class, "holder", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// What a thread has taken the turn for.
  private enum Purpose {
    /// Nobody has it, or somebody has just taken it and will say so at once.
    UNKNOWN,
    /// To drive the reactor, until told otherwise or by hand, or to end it.
    RUN,
    /// Only to wait for something: it is given back to whoever wants to run the reactor.
    WAIT
  }

  private final EventLoop loop;
  private final LoopSettings settings;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// Threads that wait outside for something of this reactor.
  private final Set<Thread> blocked = ConcurrentHashMap.newKeySet();

  /// Held while the last work of a reactor runs, and by threads that are lent the turn afterwards.
  private final Object lending = new Object();

  /// The thread that has the turn. A thread only ever needs to know whether it is itself, and that
  /// it reads right without any fence, because only it writes itself and takes itself out.
  @SuppressWarnings("UnusedVariable") // Read and written through HOLDER.
  private @Nullable Thread holder;

  private volatile Purpose purpose = Purpose.UNKNOWN;

  /// How many threads are about to start the reactor. Who runs it only while he waits makes room.
  private final AtomicInteger starting = new AtomicInteger();

  private volatile State state = State.IDLE;
  private volatile boolean stopRequested;
  private volatile boolean crashRequested;
  private volatile boolean endAtOnce;
  private boolean begun;

  /// Whether the shutdown event was fired, which it is once, whatever crashes come in between.
  private boolean shutdownBegun;

  /// What the thread waits for that runs the reactor meanwhile. On the turn.
  private @Nullable BooleanSupplier until;

  private boolean shutdownDone;
  private boolean openingRefused;
  private volatile @Nullable StallWatch stallWatch;
  private volatile boolean areStallsExcused;

  /// What made the reactor end before its time; thrown by run.
  private volatile @Nullable Throwable outcome;

  LifeCycle(EventLoop loop, LoopSettings settings) {
    this.loop = loop;
    this.settings = settings;
  }

  static @Nullable EventLoop ofThisThread() {
    var thread = Thread.currentThread();
    var coroutine = thread.isVirtual() ? LoopThreads.coroutineOf(thread) : null;
    return coroutine == null ? CURRENT.get() : coroutine.loop;
  }

  @Nullable Thread holder() {
    return (Thread) HOLDER.getOpaque(this);
  }

  State state() {
    return state;
  }

  /// Whether it is too late to open something, which nobody would end any more. On the turn.
  boolean isOpeningRefused() {
    return openingRefused || state == State.STOPPED;
  }

  /// See [Turn#excuseStalls].
  void excuseStalls(boolean areExcused) {
    areStallsExcused = areExcused;
  }

  /// How many stretches of work the watchdog found too long. Any thread.
  long stalls() {
    var watch = stallWatch;
    return watch == null ? 0 : watch.stalls();
  }

  /// Throws what tells the caller which method to use, unless nobody has the turn and it may
  /// configure.
  void refuse(String method, @Nullable Thread found) {
    if (found == null && state != State.STOPPED) {
      return;
    }
    if (state == State.STOPPED) {
      throw new ReactorStoppedException(method, loop.name());
    }
    throw new WrongThreadException(
        method
            + " needs the turn of reactor '"
            + loop.name()
            + "', which "
            + (found == null ? "nobody" : "thread '" + found.getName() + "'")
            + " has; call it through reactor.execute(...) or reactor.submit(...)");
  }

  // Running.

  void run() {
    runOnTurn(takeTurn("run"));
  }

  private void runOnTurn(@Nullable EventLoop before) {
    boolean onMainThread = SignalTable.isMainThread(Thread.currentThread());
    try {
      if (onMainThread) {
        loop.signalTable().installDefaults();
      }
      begin();
      while (goesOn()) {
        pass(NO_LIMIT);
        beginShutdownIfAsked();
      }
    } finally {
      if (onMainThread) {
        loop.signalTable().removeDefaults();
      }
      leave(before);
    }
    throwOutcome();
  }

  /// Makes one pass. Users' callbacks are contained, so what comes out of it comes from the driver
  /// or from here, and would come again: the reactor ends, rather than be left with nobody to run
  /// it.
  private void pass(long maxWaitNanos) {
    try {
      loop.pass().once(maxWaitNanos);
    } catch (Throwable t) {
      loop.log().error("the reactor ends, because a pass of its loop failed: " + t, t);
      halt(t, true);
    }
  }

  private boolean goesOn() {
    return !crashRequested && !endAtOnce && !shutdownDone;
  }

  void iterate(Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException("iterate's wait " + wait + " is negative");
    }
    var before = takeTurn("iterate");
    try {
      begin();
      pass(TimerInstant.after(0, wait));
      beginShutdownIfAsked();
    } finally {
      leave(before);
    }
    throwOutcome();
  }

  /// Runs on the calling thread until a condition holds, if nobody else does, and leaves the
  /// reactor able to run again. If somebody does, waits until this thread is unparked.
  ///
  /// @return false if the reactor has stopped
  boolean waitOutside(BooleanSupplier isDone) {
    if (state == State.STOPPED) {
      return false;
    }
    if (starting.get() == 0
        && holder() == null
        && HOLDER.compareAndSet(this, (Thread) null, Thread.currentThread())) {
      runUntil(isDone);
    } else {
      blocked.add(Thread.currentThread());
      // Who leaves gives the turn back first and then unparks those whom it finds: whoever comes
      // too late for that finds nobody here, or the end.
      boolean isInUse = HOLDER.getVolatile(this) != null || starting.get() > 0;
      if (isInUse && state != State.STOPPED && !isDone.getAsBoolean()) {
        LockSupport.park(this);
      }
      blocked.remove(Thread.currentThread());
    }
    return state != State.STOPPED;
  }

  private void runUntil(BooleanSupplier isDone) {
    if (state == State.STOPPED) {
      HOLDER.setVolatile(this, (Thread) null);
      return;
    }
    var before = beginTurn(Purpose.WAIT);
    try {
      until = () -> isDone.getAsBoolean() || Thread.currentThread().isInterrupted();
      begin();
      while (goesOn() && !isWaitOver()) {
        pass(NO_LIMIT);
        beginShutdownIfAsked();
      }
    } finally {
      until = null;
      leave(before);
    }
    throwOutcome();
  }

  void start() {
    var running = new CountDownLatch(1);
    var thread = new Thread(() -> runStarted(running), loop.name());
    takeTurnFor(thread);
    try {
      thread.start();
    } catch (Throwable t) {
      giveTurnBack();
      throw t;
    }
    awaitUninterruptibly(running);
  }

  private void runStarted(CountDownLatch running) {
    try {
      loop.execute(running::countDown);
      runOnTurn(beginTurn(Purpose.RUN));
    } finally {
      running.countDown();
    }
  }

  /// Takes the turn on behalf of a thread that is about to begin, so that whoever starts it hears
  /// of a refusal. A thread that runs the reactor only while it waits is asked for the turn.
  private void takeTurnFor(Thread thread) {
    boolean interrupted = false;
    starting.incrementAndGet();
    blocked.add(Thread.currentThread());
    try {
      while (!isTakenFor(thread)) {
        switch (purpose) {
          case RUN -> throw runsAlready("start");
          case WAIT -> {
            wake();
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
          }
          case UNKNOWN -> Thread.onSpinWait();
        }
      }
    } finally {
      blocked.remove(Thread.currentThread());
      starting.decrementAndGet();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isTakenFor(Thread thread) {
    if (state == State.STOPPED) {
      throw new ReactorStoppedException("start", loop.name());
    }
    if (holder() == Thread.currentThread()) {
      throw runsAlready("start");
    }
    if (!HOLDER.compareAndSet(this, (Thread) null, thread)) {
      return false;
    }
    if (state == State.STOPPED) {
      HOLDER.setVolatile(this, (Thread) null);
      throw new ReactorStoppedException("start", loop.name());
    }
    purpose = Purpose.RUN;
    return true;
  }

  private void begin() {
    state = shutdownBegun ? State.STOPPING : State.RUNNING;
    if (!begun) {
      begun = true;
      var watched =
          new Watched(
              loop.name(), loop.pass().counter, this::holder, loop.log(), () -> areStallsExcused);
      var threshold = settings.stallThreshold();
      stallWatch = Watchdog.watch(watched, settings.clock(), threshold, Watchdog.grace(threshold));
      loop.eventTable().fireInternal(SystemEvent.STARTUP, () -> {});
      loop.pass().afterCallback();
    }
  }

  private void beginShutdownIfAsked() {
    if (stopRequested && state == State.RUNNING && !endAtOnce) {
      state = State.STOPPING;
      shutdownBegun = true;
      loop.eventTable().fireInternal(SystemEvent.SHUTDOWN, () -> shutdownDone = true);
      loop.pass().afterCallback();
    }
  }

  /// Asked before each wait: what another thread asked for may have been woken for already, in the
  /// part of the pass that is over.
  boolean isAboutToLeave() {
    return !goesOn() || (stopRequested && state == State.RUNNING) || isWaitOver();
  }

  /// Whether the thread that drives the reactor leaves it when it is interrupted. On the turn.
  boolean isLeftOnInterrupt() {
    return until != null;
  }

  private boolean isWaitOver() {
    var condition = until;
    return condition != null && (starting.get() > 0 || condition.getAsBoolean());
  }

  private @Nullable EventLoop takeTurn(String method) {
    var me = Thread.currentThread();
    if (state == State.STOPPED) {
      throw new ReactorStoppedException(method, loop.name());
    }
    if (!HOLDER.compareAndSet(this, (Thread) null, me)) {
      throw runsAlready(method);
    }
    if (state == State.STOPPED) {
      HOLDER.setVolatile(this, (Thread) null);
      throw new ReactorStoppedException(method, loop.name());
    }
    return beginTurn(Purpose.RUN);
  }

  private IllegalStateException runsAlready(String method) {
    return new IllegalStateException(
        "reactor '"
            + loop.name()
            + "' is running already; "
            + method
            + " is for a reactor that is not");
  }

  private @Nullable EventLoop beginTurn(Purpose what) {
    purpose = what;
    var before = CURRENT.get();
    CURRENT.set(loop);
    loop.pass().turnTaken();
    return before;
  }

  void handTurnTo(Thread thread) {
    HOLDER.setOpaque(this, thread);
  }

  void adoptThisThread() {
    CURRENT.set(loop);
  }

  /// Gives the turn back: for good when the reactor has come to its end.
  private void leave(@Nullable EventLoop before) {
    try {
      if (endAtOnce || shutdownDone) {
        finish();
      } else if (crashRequested) {
        crashRequested = false;
        // Whoever sees the state may start it again at once.
        purpose = Purpose.WAIT;
        state = State.IDLE;
      }
    } finally {
      loop.pass().endWork();
      restoreCurrent(before);
      if (state != State.STOPPED) {
        loop.pass().turnLeft();
      }
      giveTurnBack();
    }
  }

  private void giveTurnBack() {
    purpose = Purpose.UNKNOWN;
    if (state == State.STOPPED) {
      // Unless a thread has it already that was lent it for what came after the end.
      HOLDER.compareAndSet(this, Thread.currentThread(), (Thread) null);
      stopped.countDown();
    } else {
      HOLDER.setVolatile(this, (Thread) null);
    }
    // Looks for them after the turn is back, see waitOutside: the set alone does not promise it.
    VarHandle.fullFence();
    blocked.forEach(LockSupport::unpark);
  }

  private static void restoreCurrent(@Nullable EventLoop before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  private void throwOutcome() {
    var thrown = outcome;
    if (thrown != null && state == State.STOPPED) {
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      throw new IllegalStateException("reactor '" + loop.name() + "' failed: " + thrown, thrown);
    }
  }

  // Ending.

  boolean stop() {
    boolean first;
    synchronized (this) {
      first = !stopRequested && state != State.STOPPED;
      stopRequested = true;
    }
    wake();
    return first;
  }

  void crash() {
    crashRequested = true;
    wake();
  }

  /// Ends the reactor with something for run to throw; the first one counts.
  void halt(Throwable why, boolean atOnce) {
    synchronized (this) {
      if (outcome == null) {
        outcome = why;
      }
    }
    if (atOnce) {
      endAtOnce = true;
    }
    stop();
  }

  /// A task that does nothing makes sure that the loop looks at its flags, asleep or not.
  private void wake() {
    if (state != State.STOPPED && loop.pass().submissions.offer(() -> {})) {
      loop.pass().wakeIfAsleep();
    }
  }

  /// The last work: tells everybody, runs what was accepted, refuses what comes after, frees
  /// everything.
  private void finish() {
    var pass = loop.pass();
    loop.abandonAll();
    pass.afterCallback();
    loop.coroutines().end();
    loop.workThreads().end();
    runReady(pass);
    synchronized (lending) {
      while (!loop.timers().close()) {
        // However many there are, nobody is stuck.
        pass.endWork();
        pass.beginWork();
      }
      pass.submissions.close();
      for (var task = pass.submissions.poll(); task != null; task = pass.submissions.poll()) {
        pass.run("submitted task", task);
      }
      runReady(pass);
      // What these tasks have opened ends as the rest did. Whoever hears of that opens nothing
      // more, or there would be no end.
      openingRefused = true;
      loop.abandonAll();
      runReady(pass);
      loop.unobserved().reportAll();
      runReady(pass);
      var watch = stallWatch;
      if (watch != null) {
        watch.close();
      }
      try {
        loop.free();
      } finally {
        // A driver that has failed may fail again: who waits for the end is not to wait for ever.
        state = State.STOPPED;
      }
    }
  }

  private static void runReady(Pass pass) {
    while (!pass.ready.isEmpty()) {
      pass.afterCallback();
    }
  }

  /// Runs a delivery that came after the end, on the calling thread, which has the turn meanwhile.
  void lendTurn(Runnable delivery) {
    if (holder() == Thread.currentThread()) {
      loop.ready(delivery);
      return;
    }
    synchronized (lending) {
      var before = CURRENT.get();
      CURRENT.set(loop);
      HOLDER.setVolatile(this, Thread.currentThread());
      try {
        loop.pass().run("delivery", delivery);
      } finally {
        HOLDER.setVolatile(this, (Thread) null);
        restoreCurrent(before);
      }
    }
  }

  void close() {
    if (holder() == Thread.currentThread()) {
      stop();
      return;
    }
    if (HOLDER.compareAndSet(this, (Thread) null, Thread.currentThread())) {
      // Nobody runs it: the closing thread does what is left.
      closeHere();
      return;
    }
    stop();
    awaitEnd();
  }

  /// Waits for whoever runs the reactor to end it. One who was about to leave it, able to run
  /// again, has not seen the wish: then it is ended here.
  private void awaitEnd() {
    boolean interrupted = false;
    blocked.add(Thread.currentThread());
    while (state != State.STOPPED) {
      if (HOLDER.compareAndSet(this, (Thread) null, Thread.currentThread())) {
        closeHere();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    blocked.remove(Thread.currentThread());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    awaitUninterruptibly(stopped);
  }

  private void closeHere() {
    if (state == State.STOPPED) {
      HOLDER.setVolatile(this, (Thread) null);
      return;
    }
    var before = beginTurn(Purpose.RUN);
    stopRequested = true;
    crashRequested = false;
    boolean inOrder = begun && state != State.IDLE;
    try {
      while (inOrder && !shutdownDone && !endAtOnce) {
        beginShutdownIfAsked();
        if (!shutdownDone) {
          pass(NO_LIMIT);
        }
      }
      endAtOnce = true;
    } finally {
      leave(before);
    }
  }

  boolean awaitStopped(Duration wait) throws InterruptedException {
    return stopped.await(TimerInstant.after(0, wait), TimeUnit.NANOSECONDS);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

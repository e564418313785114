package dev.triga.tasks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which worker does what next: the workers and the batches of one pool, and the lock over them. It
/// is taken once per chunk, not once per task.
final class Schedule {
  /// How often tasks that take long are looked after.
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  final String name;
  final TaskWorkers workers;
  private final int abandonedMax;
  private final @Nullable ProcessHost host;
  private final SplittableRandom random = new SplittableRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition quiet = lock.newCondition();
  private final Watch watch = new Watch(this);

  // All of these under the lock.
  private final List<BatchRun> batches = new ArrayList<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final Set<Worker> alive = new HashSet<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private final Tally ended = new Tally();
  private int abandoned;
  private long startedWorkers;
  private long begunBatches;
  private boolean isClosed;

  Schedule(String name, TaskWorkers workers, int abandonedMax) {
    this.name = name;
    this.workers = workers;
    this.abandonedMax = abandonedMax;
    this.host = workers.isElsewhere() ? new ProcessHost(name, workers) : null;
  }

  /// The processes that do the tasks; null if threads do.
  @Nullable ProcessHost host() {
    return host;
  }

  /// How one worker does its tasks.
  Performer performer() {
    return host == null ? new InPlace() : new ByProcess(this, host);
  }

  void lock() {
    lock.lock();
  }

  /// Lets go of the lock, and then does what must not be done under it.
  void unlock() {
    if (lock.getHoldCount() > 1 || afterwards.isEmpty()) {
      lock.unlock();
      return;
    }
    List<Runnable> calls = List.copyOf(afterwards);
    afterwards.clear();
    lock.unlock();
    for (Runnable call : calls) {
      try {
        call.run();
      } catch (RuntimeException e) {
        report("a listener of pool " + name + " failed", e);
      }
    }
  }

  /// Does it once the lock is free: it calls what is the user's. Under the lock.
  void afterwards(Runnable call) {
    afterwards.add(call);
  }

  Condition condition() {
    return lock.newCondition();
  }

  /// For any thread.
  RandomGenerator random() {
    return () -> {
      synchronized (random) {
        return random.nextLong();
      }
    };
  }

  /// Tells somebody of a failure that no outcome shows.
  void report(String what, Throwable failure) {
    System.getLogger("dev.triga.tasks").log(System.Logger.Level.WARNING, what, failure);
  }

  // ---- Batches ----

  /// @throws IllegalStateException if the pool is closed
  void begin(BatchRun batch) {
    lock();
    try {
      if (isClosed) {
        throw new IllegalStateException(
            "pool '" + name + "' is closed: it takes no batch; open another");
      }
      if (batch.isOver()) {
        return; // It was cancelled before it began.
      }
      batch.beginAt(batches.stream().mapToDouble(BatchRun::used).min().orElse(0));
      batches.add(batch);
      batch.begin();
      // Processes take long to start: all begin at once.
      int starts = host == null ? 1 : batch.workersMax();
      for (int i = 0; i < starts; i++) {
        wake();
      }
      watch.begin();
    } finally {
      unlock();
    }
  }

  /// A number for the next batch. Any thread.
  long nextBatch() {
    lock();
    try {
      return ++begunBatches;
    } finally {
      unlock();
    }
  }

  void remove(BatchRun batch) {
    batches.remove(batch);
    ended.add(batch.tally);
    quiet.signalAll();
    if (isClosed && batches.isEmpty()) {
      // Closing woke them too early: as long as this batch had a task in hand they had to stay.
      wakeIdle();
    }
  }

  /// Looks after all batches.
  ///
  /// @param isLong whether there was nothing to look after for long
  /// @return when to look again, [Watch#RESTING] or [Watch#ENDED]
  long tick(long now, boolean isLong) {
    lock();
    try {
      if (isWorkerless()) {
        loseAll("no worker is left: tasks that ignore interruption hold all threads");
      }
      long due = now + Long.MAX_VALUE / 2;
      for (BatchRun batch : List.copyOf(batches)) {
        long next = batch.tick(now);
        due = next - due < 0 ? next : due;
      }
      if (!batches.isEmpty()) {
        watch.plan(due);
        return due;
      }
      watch.rest();
      return isLong && watch.leave() ? Watch.ENDED : Watch.RESTING;
    } finally {
      unlock();
    }
  }

  void wakeWatch(long dueNanos) {
    watch.wake(dueNanos);
  }

  // ---- Workers ----

  /// There may be work for one more: wakes a worker, or starts one. Under the lock.
  void wake() {
    Worker worker = idle.pollLast();
    if (worker != null) {
      worker.isIdle = false;
      LockSupport.unpark(worker.thread());
    } else if (alive.size() < workers.count()) {
      startWorker();
    }
  }

  private void wakeIdle() {
    while (!idle.isEmpty()) {
      wake();
    }
  }

  private void startWorker() {
    var worker = new Worker(this, name + "-" + ++startedWorkers);
    alive.add(worker);
    try {
      worker.thread().start();
    } catch (OutOfMemoryError e) {
      // No more threads: the others do the work, if there are any.
      alive.remove(worker);
      report("pool " + name + " has " + alive.size() + " workers and cannot start another", e);
      if (alive.isEmpty()) {
        loseAll("no thread could be started: " + e.getMessage());
      }
    }
  }

  /// The worker has done one chunk and wants another.
  ///
  /// @return null when the worker has to end
  @Nullable Chunk next(Worker worker, @Nullable Chunk done) {
    lock();
    try {
      if (done != null) {
        done.batch.finish(done);
      }
      while (!worker.isAbandoned) {
        Chunk chunk = choose(worker);
        if (chunk != null) {
          if (isAnyReady()) {
            wake();
          }
          return chunk;
        }
        if ((isClosed && batches.isEmpty()) || !awaitWork(worker)) {
          break;
        }
      }
      leave(worker);
      return null;
    } finally {
      unlock();
    }
  }

  /// The worker cannot do anything. Not under the lock.
  void leaveUnready(Worker worker) {
    lock();
    try {
      leave(worker);
    } finally {
      unlock();
    }
  }

  /// No process can be started.
  ///
  /// @param isLast whether there is none
  void cannotStart(boolean isLast, Exception why) {
    lock();
    try {
      report("pool " + name + " cannot start a worker process", why);
      if (isLast) {
        loseAll("no worker process could be started: " + why.getMessage());
      }
    } finally {
      unlock();
    }
  }

  /// Whether it takes no batches any more. Any thread.
  boolean isClosed() {
    lock();
    try {
      return isClosed;
    } finally {
      unlock();
    }
  }

  private void leave(Worker worker) {
    alive.remove(worker);
    quiet.signalAll();
    if (worker.isAbandoned) {
      abandoned--;
      if (isAnyReady()) {
        wake();
      }
    }
  }

  private boolean isAnyReady() {
    for (BatchRun batch : batches) {
      if (batch.isReady()) {
        return true;
      }
    }
    return false;
  }

  /// From the batch that has had the least of its share.
  private @Nullable Chunk choose(Worker worker) {
    while (true) {
      BatchRun best = null;
      for (BatchRun batch : batches) {
        if (batch.isReady() && (best == null || isBefore(batch, best))) {
          best = batch;
        }
      }
      Chunk chunk = best == null ? null : best.take(worker);
      if (best == null || chunk != null) {
        return chunk;
      }
    }
  }

  private static boolean isBefore(BatchRun a, BatchRun b) {
    int byWorkers = Double.compare(a.load(), b.load());
    return byWorkers != 0 ? byWorkers < 0 : a.used() < b.used();
  }

  /// Waits until somebody wakes the worker.
  ///
  /// @return false if nobody did for long
  private boolean awaitWork(Worker worker) {
    idle.addLast(worker);
    worker.isIdle = true;
    long end = System.nanoTime() + workers.keepAliveNanos();
    while (worker.isIdle) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        idle.remove(worker);
        worker.isIdle = false;
        return false;
      }
      unlock();
      if (Thread.interrupted()) {
        // Nobody interrupts a worker without a task; whoever did, it is not for the next task.
        Thread.onSpinWait();
      }
      LockSupport.parkNanos(this, left);
      lock();
    }
    return true;
  }

  /// The interrupted task of a chunk does not end: its thread is given up. Under the lock.
  void abandon(Chunk chunk) {
    Worker worker = chunk.worker;
    if (worker == null || worker.schedule() != this || worker.isAbandoned) {
      return;
    }
    worker.isAbandoned = true;
    abandoned++;
    if (abandoned <= abandonedMax) {
      alive.remove(worker);
      wake();
      return;
    }
    // It still counts as one of the workers, so that no further thread is started in its place.
    report(
        "pool %s has given up %d threads and replaces no more than %d"
            .formatted(name, abandoned, abandonedMax),
        new IllegalStateException("tasks that ignore interruption"));
  }

  /// Whether all workers that may be are held by tasks that do not end.
  private boolean isWorkerless() {
    return alive.size() >= workers.count() && alive.stream().allMatch(worker -> worker.isAbandoned);
  }

  private void loseAll(String why) {
    for (BatchRun batch : List.copyOf(batches)) {
      batch.lose(why);
    }
  }

  // ---- Those who wait ----

  /// Something to do for a worker of this or another pool that waits for `batch`.
  ///
  /// @return null when the batch is over, or when what the worker waits for in it has come
  @Nullable Chunk help(Worker worker, BatchRun batch, BooleanSupplier hasCome) {
    lock();
    boolean isInterrupted = false;
    try {
      while (!batch.isOver() && !hasCome.getAsBoolean()) {
        if (isInterrupted || worker.isSeized()) {
          batch.end(
              BatchEnding.CANCELLED,
              new CancellationException("the task that waits for it has ended"));
        }
        Chunk chunk = batch.take(worker);
        if (chunk != null) {
          return chunk;
        }
        isInterrupted |= !awaitChange(batch);
      }
      return null;
    } finally {
      unlock();
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Waits until something has changed for a batch, if it is not over yet. Under the lock.
  ///
  /// @return false if the thread was interrupted
  @SuppressWarnings("WaitNotInLoop") // The callers loop.
  boolean awaitChange(BatchRun batch) {
    if (!afterwards.isEmpty()) {
      unlock();
      lock();
      return true;
    }
    if (batch.isOver()) {
      return true;
    }
    batch.waits(true);
    try {
      batch.changed.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      batch.waits(false);
    }
  }

  /// A worker is done with the chunk, or has found it seized.
  void finish(Chunk chunk) {
    lock();
    try {
      chunk.batch.finish(chunk);
    } finally {
      unlock();
    }
  }

  // ---- The end ----

  /// Ends all batches and takes no others. Does not wait.
  void close() {
    lock();
    try {
      isClosed = true;
      for (BatchRun batch : List.copyOf(batches)) {
        batch.end(
            BatchEnding.CANCELLED, new CancellationException("pool '" + name + "' was closed"));
      }
      wakeIdle();
    } finally {
      unlock();
    }
    if (host != null) {
      host.closing();
    }
  }

  /// Waits until each batch is over and each worker has ended or is given up.
  ///
  /// @return whether that is so before the time is over
  boolean awaitEnd(long nanos) {
    long end = System.nanoTime() + nanos;
    lock();
    try {
      while (!batches.isEmpty() || !alive.stream().allMatch(worker -> worker.isAbandoned)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          quiet.awaitNanos(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    } finally {
      unlock();
    }
  }

  TaskCounts counts() {
    lock();
    try {
      var sum = new Tally();
      sum.add(ended);
      int running = 0;
      for (BatchRun batch : batches) {
        sum.add(batch.tally);
        running += batch.running();
      }
      return new TaskCounts(
          alive.size(),
          abandoned,
          batches.size(),
          running,
          sum.succeeded,
          sum.failed,
          sum.timedOut,
          sum.lost,
          sum.cancelled,
          sum.retried);
    } finally {
      unlock();
    }
  }
}
